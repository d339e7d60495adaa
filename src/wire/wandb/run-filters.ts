import { AppError } from '../../base/errors.ts'
import type { FilterField, RunFilter } from '../../tracking/index.ts'

const fields: Record<string, FilterField> = {
  name: 'name',
  displayName: 'displayName',
  display_name: 'displayName',
  state: 'state',
  group: 'group',
  jobType: 'jobType',
  job_type: 'jobType',
  sweep: 'sweep',
  host: 'host',
  username: 'username',
  createdAt: 'createdAt',
  created_at: 'createdAt',
  heartbeatAt: 'heartbeatAt',
  heartbeat_at: 'heartbeatAt',
}

const comparisons = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const

/**
 * The `filters` of `runs`, in MongoDB's words, as far as this server knows them. Throws AppError `filter-unsupported`, naming what it does
 * not know: a filter that is passed over would show runs that nobody asked for.
 */
export function readRunFilter(text: string | null | undefined): RunFilter | undefined {
  if (!text) return undefined
  let filter: unknown
  try {
    filter = JSON.parse(text)
  } catch {
    throw new AppError('invalid', 'filter-malformed', 'The filter of the runs is no JSON.')
  }
  if (filter === null) return undefined
  return all(filter)
}

function all(filter: unknown): RunFilter {
  if (!isObject(filter)) throw unsupported(JSON.stringify(filter))
  return { all: Object.entries(filter).map(([name, condition]) => one(name, condition)) }
}

function one(name: string, condition: unknown): RunFilter {
  if (name === '$and') return { all: list(name, condition).map(all) }
  if (name === '$or') return { any: list(name, condition).map(all) }
  if (name === '$nor') return { not: { any: list(name, condition).map(all) } }
  if (name === '$not') return { not: all(condition) }
  if (name === 'tags') return tags(condition)
  const field = fields[name]
  if (!field) throw unsupported(name)
  if (!isObject(condition)) return { field, in: [scalar(field, condition)] }
  return { all: Object.entries(condition).map(([operator, value]) => compare(field, operator, value)) }
}

function compare(field: FilterField, operator: string, value: unknown): RunFilter {
  const among = (values: unknown[]): RunFilter => ({ field, in: values.map((each) => scalar(field, each)) })
  if (operator === '$eq') return among([value])
  if (operator === '$ne') return { not: among([value]) }
  if (operator === '$in') return among(list(operator, value))
  if (operator === '$nin') return { not: among(list(operator, value)) }
  if (operator === '$exists') return value ? { not: among([null]) } : among([null])
  if (operator === '$not') return { not: one(field, value) }
  const sign = comparisons[operator as keyof typeof comparisons]
  const operand = scalar(field, value)
  if (!sign || operand === null) throw unsupported(operator)
  return { field, compare: sign, value: operand }
}

function tags(condition: unknown): RunFilter {
  if (typeof condition === 'string') return { tag: condition }
  const [[operator, value] = ['', null], ...more] = isObject(condition) ? Object.entries(condition) : []
  if (more.length > 0) throw unsupported('tags with several operators')
  const among = (values: unknown[]): RunFilter[] => values.map((tag) => ({ tag: String(tag) }))
  if (operator === '$in') return { any: among(list(operator, value)) }
  if (operator === '$nin') return { not: { any: among(list(operator, value)) } }
  if (operator === '$all') return { all: among(list(operator, value)) }
  if (operator === '$eq' || operator === '$contains') return { tag: String(value) }
  if (operator === '$ne') return { not: { tag: String(value) } }
  throw unsupported(`tags ${operator}`)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function list(operator: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new AppError('invalid', 'filter-malformed', `"${operator}" of a filter wants a list.`)
}

function scalar(field: FilterField, value: unknown): string | number | null {
  if (value === null) return null
  if (field === 'createdAt' || field === 'heartbeatAt') return time(value)
  if (typeof value === 'string' || typeof value === 'number') return value
  throw unsupported(JSON.stringify(value))
}

function time(value: unknown): number {
  // A time without a zone is UTC, as it is where the client prints one.
  const text = typeof value === 'string' && !/(Z|[+-]\d\d:?\d\d)$/.test(value) ? `${value}Z` : value
  const found = typeof text === 'number' ? text : Date.parse(String(text))
  if (Number.isFinite(found)) return found
  throw new AppError('invalid', 'filter-malformed', `"${String(value)}" in a filter is not a time.`)
}

const unsupported = (what: string) =>
  new AppError('invalid', 'filter-unsupported', `Runs cannot be filtered by ${what.slice(0, 200)} here yet.`)
