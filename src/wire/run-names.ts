import type { FilterField } from '../tracking/index.ts'

/** What the client and its users call the fields of a run in filters and orders. */
const fields: Record<string, FilterField> = {
  name: 'name',
  displayName: 'displayName',
  display_name: 'displayName',
  state: 'state',
  group: 'group',
  groupName: 'group',
  group_name: 'group',
  jobType: 'jobType',
  job_type: 'jobType',
  sweep: 'sweep',
  sweepName: 'sweep',
  host: 'host',
  notes: 'notes',
  description: 'notes',
  commit: 'commit',
  username: 'username',
  user: 'username',
  createdAt: 'createdAt',
  created_at: 'createdAt',
  updatedAt: 'updatedAt',
  updated_at: 'updatedAt',
  heartbeatAt: 'heartbeatAt',
  heartbeat_at: 'heartbeatAt',
  duration: 'duration',
}

const roots: Record<string, 'config' | 'summary'> = {
  config: 'config',
  summary_metrics: 'summary',
  summaryMetrics: 'summary',
  summary: 'summary',
}

/** A field of a run, or a value of its config or summary by the names that it may have. */
export type RunName = { field: FilterField } | { value: string[] }

export const isTime = (field: FilterField): boolean =>
  field === 'createdAt' || field === 'updatedAt' || field === 'heartbeatAt'

export const isRoot = (name: string): boolean => Object.hasOwn(roots, name)

/** What a name like `display_name`, `config.lr.value` or `summary_metrics.eval.loss` is of; null for none. */
export function runName(name: string): RunName | null {
  if (Object.hasOwn(fields, name)) return { field: fields[name]! }
  const keyInfo = /^keys_info\.keys\.(.+)$/s.exec(name)?.[1]
  // A key that was logged is in the summary.
  if (keyInfo) return { value: [`summary.${keyInfo}`] }
  const [, root = '', path] = /^([^.]+)\.(.+)$/s.exec(name) ?? []
  if (!path || !isRoot(root)) return null
  const part = roots[root]!
  const names = part === 'config' ? [path, withoutValue(path)] : [path]
  return { value: [...new Set(names)].map((each) => `${part}.${each}`) }
}

/** `lr.value` is how the config's `lr` stands on the wire, and `optimizer.value.name` what is in it; `value` may also be a key of a user's own. */
function withoutValue(path: string): string {
  if (path.endsWith('.value')) return path.slice(0, -'.value'.length)
  const parts = path.split('.')
  const at = parts.indexOf('value', 1)
  return at < 0 ? path : [...parts.slice(0, at), ...parts.slice(at + 1)].join('.')
}
