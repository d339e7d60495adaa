/** A run as the filters and panels of reports see it. */
export interface RunValues {
  run: Record<string, unknown>
  config: Record<string, unknown>
  summary: Record<string, unknown>
  tags: string[]
}

interface Leaf {
  key?: { section?: string; name?: string }
  op?: string
  value?: unknown
  disabled?: boolean
  connector?: string
  filters?: Leaf[]
}

/**
 * Whether a run fits the `filters` of a run set, in both shapes that reports have: a tree of AND and OR, and the newer list in which each
 * condition says how it joins those before it.
 */
export function fits(filters: unknown, values: RunValues): boolean {
  if (typeof filters !== 'object' || filters === null) return true
  const { filterFormat, filters: list = [], op } = filters as Leaf & { filterFormat?: string }
  if (!Array.isArray(list)) return true
  return filterFormat === 'filterV2' ? chain(list, values) : tree({ op, filters: list }, values)
}

const mostParts = 5000
const deepest = 40

/** Whether filters are of a size that can be asked of thousands of runs in one turn. */
export function isModest(filters: unknown): boolean {
  let parts = 0
  const holds = (part: unknown, depth: number): boolean => {
    parts += 1
    if (parts > mostParts || depth > deepest) return false
    return typeof part !== 'object' || part === null || Object.values(part).every((each) => holds(each, depth + 1))
  }
  return holds(filters, 0)
}

/** AND binds closer than OR. */
function chain(list: Leaf[], values: RunValues): boolean {
  const active = list.filter((each) => !each.disabled)
  if (active.length === 0) return true
  const groups: Leaf[][] = [[]]
  for (const [index, each] of active.entries()) {
    if (index > 0 && each.connector === 'OR') groups.push([])
    groups.at(-1)!.push(each)
  }
  return groups.some((group) => group.every((each) => leaf(each, values)))
}

function tree(node: Leaf, values: RunValues): boolean {
  if (!node.filters) return node.disabled === true || leaf(node, values)
  const parts = node.filters.filter((each) => !each.disabled)
  if (parts.length === 0) return true
  return node.op === 'OR' ? parts.some((each) => tree(each, values)) : parts.every((each) => tree(each, values))
}

function leaf({ key, op = '=', value, filters }: Leaf, values: RunValues): boolean {
  if (filters) return chain(filters, values)
  if (!key?.name) return true
  const found = valueAt(values, key.section ?? 'run', key.name)
  const isIn = () => (Array.isArray(value) ? value : [value]).some((each) => isSame(found, each))
  switch (op.toUpperCase()) {
    case '=':
    case '==':
    case 'IN':
      return isIn()
    case '!=':
    case 'NIN':
      return !isIn()
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compares(found, op, value)
    case 'CONTAINS':
    case 'LIKE':
      return String(found ?? '').includes(String(value))
    default:
      // A condition that is not known must not hide runs without a word; the page names it.
      return true
  }
}

const isSame = (found: unknown, wanted: unknown): boolean =>
  Array.isArray(found)
    ? found.some((each) => isSame(each, wanted))
    : found === wanted || (found !== null && found !== undefined && String(found) === String(wanted))

function compares(found: unknown, op: string, value: unknown): boolean {
  const [a, b] = [asNumber(found), asNumber(value)]
  if (Number.isNaN(a) || Number.isNaN(b)) return false
  return { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }[op] ?? false
}

const asNumber = (value: unknown): number => {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value === '') return Number.NaN
  const number = Number(value)
  return Number.isNaN(number) ? Date.parse(value) : number
}

/** What a run has under `section:name`, with dots into nested objects; names of the config may end in `.value`. */
export function valueAt({ run, config, summary, tags }: RunValues, section: string, name: string): unknown {
  if (section === 'tags' || (section === 'run' && name === 'tags')) return tags
  if (section === 'run') return run[name]
  if (section === 'config') return dig(config, name) ?? dig(config, name.replace(/\.value(?=\.|$)/, ''))
  return dig(summary, name)
}

function dig(values: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(values, name)) return values[name]
  let at: unknown = values
  for (const part of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<string, unknown>)[part]
  }
  return at
}
