import type { FilterField, RunFilter } from '../../tracking/index.ts'
import { isRoot, isTime, type RunName, runName } from '../run-names.ts'
import { list, malformed, mostConditions, unsupported } from './filter-refusals.ts'
import { regexTest } from './run-regex.ts'
import { readTagFilter } from './run-tags.ts'

/** A condition that may still have to load what reads its expression. */
type Reading = RunFilter | Promise<RunFilter>

const comparisons = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const
const deepest = 40

/**
 * The `filters` of `runs`, in MongoDB's words, as far as this server knows them. Throws AppError `filter-unsupported`, naming what it does
 * not know: a filter that is passed over would show runs that nobody asked for.
 */
export async function readRunFilter(text: string | null | undefined): Promise<RunFilter | undefined> {
  if (!text) return undefined
  let filter: unknown
  try {
    filter = JSON.parse(text)
  } catch {
    throw malformed('The filter of the runs is no JSON.')
  }
  if (filter === null) return undefined
  return new FilterReader().all(filter, '', 0)
}

class FilterReader {
  #conditions = 0

  /** Every member is a condition; within one of `prefix`, every name is a part of it. */
  async all(filter: unknown, prefix: string, depth: number): Promise<RunFilter> {
    if (!isObject(filter)) throw unsupported(JSON.stringify(filter))
    if (depth > deepest) throw malformed(`A filter of the runs may nest ${deepest} deep.`)
    const entries = Object.entries(filter)
    this.#conditions += entries.length
    if (this.#conditions > mostConditions)
      throw malformed(`A filter of the runs may have ${mostConditions} conditions.`)
    return { all: await each(entries, ([name, condition]) => this.#one(prefix + name, condition, depth + 1)) }
  }

  async #one(name: string, condition: unknown, depth: number): Promise<RunFilter> {
    const every = () => each(list(name, condition), (filter) => this.all(filter, '', depth))
    if (name === '$and') return { all: await every() }
    if (name === '$or') return { any: await every() }
    if (name === '$nor') return { not: { any: await every() } }
    if (name === '$not') return { not: await this.all(condition, '', depth) }
    if (name === 'tags') return readTagFilter(condition)
    if (name.startsWith('tags.')) return { tag: name.slice('tags.'.length) }
    const target = isRoot(name) ? null : runName(name)
    if (!isObject(condition)) {
      if (!target) throw unsupported(name)
      return among(target, [condition])
    }
    return this.#conditionsOf(name, target, condition, depth)
  }

  async #conditionsOf(
    name: string,
    target: RunName | null,
    condition: Record<string, unknown>,
    depth: number,
  ): Promise<RunFilter> {
    const entries = Object.entries(condition)
    const operators = entries.filter(([key]) => key.startsWith('$'))
    // `{"config": {"lr": 0.1}}` and `{"config.optimizer": {"name": "adam"}}`: what is inside is told by name.
    if (operators.length === 0 && (!target || 'value' in target) && entries.length > 0)
      return this.all(condition, `${name}.`, depth)
    if (!target || operators.length < entries.length || entries.length === 0)
      throw unsupported(`${name} ${JSON.stringify(condition)}`)
    const { $options, ...tests } = condition
    if ($options !== undefined && !('$regex' in tests)) throw unsupported(`${name} $options without $regex`)
    return { all: await each(Object.entries(tests), ([sign, value]) => test(target, sign, value, $options)) }
  }
}

function test(target: RunName, operator: string, value: unknown, options: unknown): Reading {
  if (operator === '$eq') return among(target, [value])
  if (operator === '$ne') return { not: among(target, [value]) }
  if (operator === '$in') return among(target, list(operator, value))
  if (operator === '$nin') return { not: among(target, list(operator, value)) }
  if (operator === '$exists') return value ? exists(target) : { not: exists(target) }
  if (operator === '$not') return negated(target, value)
  if (operator === '$regex') return matching(target, value, options)
  if (operator === '$contains') return containing(target, value)
  const compare = Object.hasOwn(comparisons, operator) && comparisons[operator as keyof typeof comparisons]
  if (!compare) throw unsupported(operator)
  const operand = 'field' in target ? scalar(target.field, value) : value
  if (typeof operand !== 'number' && typeof operand !== 'string')
    throw unsupported(`${operator} ${JSON.stringify(value)}`)
  if ('value' in target) return { value: target.value, is: { compare, value: operand } }
  return { field: target.field, compare, value: operand }
}

function among(target: RunName, values: unknown[]): RunFilter {
  if ('field' in target) return { field: target.field, in: values.map((value) => scalar(target.field, value)) }
  return {
    value: target.value,
    is: {
      in: values.map((value) => {
        if (isObject(value)) throw unsupported(JSON.stringify(value))
        return value as string | number | boolean | null | unknown[]
      }),
    },
  }
}

const exists = (target: RunName): RunFilter =>
  'value' in target ? { value: target.value, is: { exists: true } } : { not: { field: target.field, in: [null] } }

async function negated(target: RunName, condition: unknown): Promise<RunFilter> {
  if (!isObject(condition)) throw unsupported(`$not ${JSON.stringify(condition)}`)
  const { $options, ...tests } = condition
  return { not: { all: await each(Object.entries(tests), ([sign, value]) => test(target, sign, value, $options)) } }
}

async function matching(target: RunName, pattern: unknown, options: unknown): Promise<RunFilter> {
  if ('field' in target && (isTime(target.field) || target.field === 'duration'))
    throw unsupported(`$regex of ${target.field}`)
  return { scan: 'field' in target ? target.field : target, matches: await regexTest(pattern, options) }
}

function containing(target: RunName, text: unknown): RunFilter {
  if (typeof text !== 'string') throw unsupported(`$contains ${JSON.stringify(text)}`)
  if ('value' in target) return { value: target.value, is: { contains: text } }
  if (isTime(target.field) || target.field === 'duration') throw unsupported(`$contains of ${target.field}`)
  return { scan: target.field, matches: (found: string) => found.includes(text) }
}

const each = <Item>(items: Item[], read: (item: Item) => Reading): Promise<RunFilter[]> =>
  Promise.all(items.map(async (item) => read(item)))

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function scalar(field: FilterField, value: unknown): string | number | null {
  if (value === null) return null
  if (isTime(field)) return time(value)
  if (typeof value === 'string' || typeof value === 'number')
    return field === 'duration' ? Number(value) : String(value)
  throw unsupported(`${field} ${JSON.stringify(value)}`)
}

function time(value: unknown): number {
  // A time without a zone is UTC, as it is where the client prints one.
  const text = typeof value === 'string' && !/(Z|[+-]\d\d:?\d\d)$/.test(value) ? `${value}Z` : value
  const found = typeof text === 'number' ? text : Date.parse(String(text))
  if (Number.isFinite(found)) return found
  throw malformed(`"${String(value).slice(0, 100)}" in a filter is not a time.`)
}
