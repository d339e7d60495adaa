import { createHash } from 'node:crypto'
import type { RunValueTable } from '../../storage/sql/tables/runs.ts'
import { ExtendedJsonError, parseExtendedJson } from '../history/lines/extended-json.ts'

/** Which of a run's two objects a value is of. */
export type ValuePart = 'config' | 'summary'

/** What is kept of a value, so that runs can be found by it. */
export type SearchValue = Pick<RunValueTable, 'kind' | 'number' | 'text'>

/** The longest name that can be searched for; it has to fit into an index. */
export const longestName = 700
/** Of one part of one run. What a summary has beyond that is histograms of every layer, which nobody searches for. */
const mostValues = 10_000
const deepest = 20
/** A longer text keeps its beginning, and a hash of all of it, so that it still is like itself alone. */
const longestText = 1000

export const searchText = (text: string): string =>
  text.length <= longestText
    ? text
    : `${text.slice(0, longestText)}…${createHash('sha256').update(text).digest('base64url')}`

/**
 * The values of a config or summary by name: `config.optimizer.name`, `summary.eval.loss`. Objects are there too, so that it can be asked
 * whether one exists. Text that is no JSON object has none.
 */
export function valuesOf(part: ValuePart, json: string): Map<string, SearchValue> {
  const values = new Map<string, SearchValue>()
  const add = (name: string, value: unknown, depth: number): void => {
    if (values.size >= mostValues || name.length > longestName) return
    values.set(name, searchValue(value))
    if (depth < deepest && isObject(value))
      for (const [key, member] of Object.entries(value)) add(`${name}.${key}`, member, depth + 1)
  }
  for (const [key, value] of Object.entries(parse(json)))
    if (key !== '_wandb') add(`${part}.${key}`, part === 'config' ? unwrapped(value) : value, 0)
  return values
}

/** How a value stands in the index. NaN is a number that is like no other. */
export function searchValue(value: unknown): SearchValue {
  if (typeof value === 'number' || typeof value === 'bigint')
    return { kind: 'number', number: storable(Number(value)), text: null }
  if (typeof value === 'boolean') return { kind: 'boolean', number: value ? 1 : 0, text: null }
  if (typeof value === 'string') return { kind: 'text', number: null, text: searchText(value) }
  if (Array.isArray(value)) return { kind: 'list', number: null, text: searchText(listText(value)) }
  return { kind: isObject(value) ? 'object' : 'null', number: null, text: null }
}

const listText = (list: unknown[]) =>
  JSON.stringify(list, (_, value) => (typeof value === 'bigint' ? Number(value) : value))

/** MySQL has no infinity. */
function storable(number: number): number | null {
  if (Number.isNaN(number)) return null
  return Math.max(-Number.MAX_VALUE, Math.min(number, Number.MAX_VALUE))
}

/** The config's wrapping on the wire: `{"lr":{"value":0.1,"desc":null}}`. */
const unwrapped = (value: unknown): unknown => (isObject(value) && 'value' in value ? value['value'] : value)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parse(json: string): Record<string, unknown> {
  try {
    const value = parsed(json)
    return isObject(value) ? value : {}
  } catch (error) {
    if (error instanceof ExtendedJsonError) return {}
    throw error
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return parseExtendedJson(json)
  }
}
