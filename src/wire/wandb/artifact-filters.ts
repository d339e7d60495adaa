import { AppError } from '../../base/errors.ts'
import type { ArtifactField, ArtifactFilter, ArtifactOrder } from '../../tracking/index.ts'

type Fields = Record<string, ArtifactField>

const common: Fields = {
  name: 'name',
  description: 'description',
  type: 'type',
  createdAt: 'createdAt',
  created_at: 'createdAt',
  updatedAt: 'updatedAt',
  updated_at: 'updatedAt',
}
const ofVersions: Fields = {
  ...common,
  state: 'state',
  version: 'version',
  versionIndex: 'version',
  version_index: 'version',
  digest: 'digest',
  size: 'sizeBytes',
}
const tagNames = new Set(['tag', 'tags'])
const aliasNames = new Set(['alias', 'aliases'])
const comparisons = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const

/** Filters in MongoDB's words. Throw AppError `filter-unsupported`, naming what is not known, and `filter-malformed`. */
export const readCollectionFilter = (text: string | null | undefined) => read(text, common)
export const readVersionFilter = (text: string | null | undefined) => read(text, ofVersions)
/** `+name`, `-created_at`. Throw AppError `order-unsupported`. */
export const readCollectionOrder = (text: string | null | undefined) => readOrder(text, common)
export const readVersionOrder = (text: string | null | undefined) => readOrder(text, ofVersions)

function read(text: string | null | undefined, fields: Fields): ArtifactFilter | undefined {
  if (!text) return undefined
  let filter: unknown
  try {
    filter = JSON.parse(text)
  } catch {
    throw malformed('The filter of the artifacts is no JSON.')
  }
  return filter === null ? undefined : all(filter, fields)
}

function all(filter: unknown, fields: Fields): ArtifactFilter {
  if (!isObject(filter)) throw unsupported(JSON.stringify(filter))
  return { all: Object.entries(filter).map(([name, condition]) => one(name, condition, fields)) }
}

function one(name: string, condition: unknown, fields: Fields): ArtifactFilter {
  const each = () => list(name, condition).map((filter) => all(filter, fields))
  if (name === '$and') return { all: each() }
  if (name === '$or') return { any: each() }
  if (name === '$nor') return { not: { any: each() } }
  if (name === '$not') return { not: all(condition, fields) }
  if (tagNames.has(name)) return named(name, condition, (tag) => ({ tag }))
  if (aliasNames.has(name)) return named(name, condition, (alias) => ({ alias }))
  const field = fields[name]
  if (!field) throw unsupported(name)
  if (!isObject(condition)) return { field, in: [scalar(field, condition)] }
  return { all: Object.entries(condition).map(([operator, value]) => compare(field, operator, value)) }
}

function compare(field: ArtifactField, operator: string, value: unknown): ArtifactFilter {
  const among = (values: unknown[]): ArtifactFilter => ({ field, in: values.map((each) => scalar(field, each)) })
  if (operator === '$eq') return among([value])
  if (operator === '$ne') return { not: among([value]) }
  if (operator === '$in') return among(list(operator, value))
  if (operator === '$nin') return { not: among(list(operator, value)) }
  if (operator === '$exists') return value ? { not: among([null]) } : among([null])
  if (operator === '$contains') return { field, contains: String(value) }
  if (operator === '$regex') return { field, contains: literalOf(value) }
  if (operator === '$not' && isObject(value))
    return { not: { all: Object.entries(value).map(([each, operand]) => compare(field, each, operand)) } }
  const sign = comparisons[operator as keyof typeof comparisons]
  const operand = scalar(field, value)
  if (!sign || operand === null) throw unsupported(operator)
  return { field, compare: sign, value: operand }
}

/** Tags and aliases: an element has several. */
function named(name: string, condition: unknown, make: (value: string) => ArtifactFilter): ArtifactFilter {
  const among = (values: unknown[]) => values.map((value) => make(String(value)))
  if (typeof condition === 'string') return make(condition)
  if (Array.isArray(condition)) return { any: among(condition) }
  if (!isObject(condition)) throw unsupported(name)
  const each = Object.entries(condition).map(([operator, value]): ArtifactFilter => {
    if (operator === '$in') return { any: among(list(operator, value)) }
    if (operator === '$nin') return { not: { any: among(list(operator, value)) } }
    if (operator === '$all') return { all: among(list(operator, value)) }
    if (operator === '$eq' || operator === '$contains') return make(String(value))
    if (operator === '$ne') return { not: make(String(value)) }
    throw unsupported(`${name} ${operator}`)
  })
  return { all: each }
}

function readOrder(text: string | null | undefined, fields: Fields): ArtifactOrder | undefined {
  if (!text) return undefined
  const [, sign, key = ''] = /^([+-]?)(\w+)$/.exec(text) ?? []
  const field = key === 'id' ? 'id' : fields[key]
  if (
    field === 'id' ||
    field === 'name' ||
    field === 'createdAt' ||
    field === 'updatedAt' ||
    field === 'version' ||
    field === 'sizeBytes'
  )
    return { field, direction: sign === '-' ? 'desc' : 'asc' }
  throw new AppError(
    'invalid',
    'order-unsupported',
    `Artifacts cannot be put in the order "${text.slice(0, 200)}" here.`,
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function list(operator: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw malformed(`"${operator}" of a filter wants a list.`)
}

function scalar(field: ArtifactField, value: unknown): string | number | null {
  if (value === null) return null
  if (field === 'createdAt' || field === 'updatedAt') return time(value)
  if (field === 'version') return Number(String(value).replace(/^v/, ''))
  if (typeof value === 'string' || typeof value === 'number') return value
  throw unsupported(JSON.stringify(value))
}

function time(value: unknown): number {
  // A time without a zone is UTC, as it is where the client prints one.
  const text = typeof value === 'string' && !/(Z|[+-]\d\d:?\d\d)$/.test(value) ? `${value}Z` : value
  const found = typeof text === 'number' ? text : Date.parse(String(text))
  if (Number.isFinite(found)) return found
  throw malformed(`"${String(value).slice(0, 100)}" in a filter is not a time.`)
}

/** Databases know no regular expressions in common: one that is a plain piece of text, with `.*` around it or not, is looked for as that. */
function literalOf(value: unknown): string {
  const text = String(value).replace(/^(\.\*)+|(\.\*)+$/g, '')
  if (!/^(?:\\\W|[^.*+?^$|()[\]{}\\])*$/.test(text)) throw unsupported(`$regex "${String(value)}"`)
  return text.replace(/\\(\W)/g, '$1')
}

const malformed = (message: string) => new AppError('invalid', 'filter-malformed', message)

const unsupported = (what: string) =>
  new AppError('invalid', 'filter-unsupported', `Artifacts cannot be filtered by ${what.slice(0, 200)} here yet.`)
