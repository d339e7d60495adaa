import type { RunFilter } from '../../tracking/index.ts'
import { list, unsupported } from './filter-refusals.ts'
import { regexTest } from './run-regex.ts'

/** The condition of `tags` in a filter: a tag that a run has, a list of operators, or null for none at all. */
export async function readTagFilter(condition: unknown): Promise<RunFilter> {
  if (condition === null) return untagged
  if (typeof condition === 'string') return { tag: condition }
  if (typeof condition !== 'object' || Array.isArray(condition)) throw unsupported(`tags ${JSON.stringify(condition)}`)
  const { $options, ...tests } = condition as Record<string, unknown>
  if (Object.keys(tests).length === 0) throw unsupported('tags without an operator')
  return {
    all: await Promise.all(Object.entries(tests).map(([operator, value]) => test(operator, value, $options))),
  }
}

const untagged: RunFilter = { scan: 'tags', matches: (tags) => tags.length === 0 }

async function test(operator: string, value: unknown, options: unknown): Promise<RunFilter> {
  const one = (tag: unknown): RunFilter => {
    if (tag === null) return untagged
    if (typeof tag === 'string') return { tag }
    throw unsupported(`tags ${operator} ${JSON.stringify(tag)}`)
  }
  const among = () => list(operator, value).map(one)
  if (operator === '$in') return { any: among() }
  if (operator === '$nin') return { not: { any: among() } }
  if (operator === '$all') return { all: among() }
  if (operator === '$eq' || operator === '$contains') return one(value)
  if (operator === '$ne') return { not: one(value) }
  if (operator === '$exists') return value ? { not: untagged } : untagged
  if (operator === '$size' && typeof value === 'number')
    return { scan: 'tags', matches: (tags) => tags.length === value }
  if (operator === '$not') return { not: await readTagFilter(value) }
  if (operator !== '$regex') throw unsupported(`tags ${operator}`)
  const matches = await regexTest(value, options)
  return { scan: 'tags', matches: (tags) => tags.some(matches) }
}
