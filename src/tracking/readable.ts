import { clientPart } from './config-text.ts'
import { ExtendedJsonError, parseExtendedJson } from './history/lines/extended-json.ts'

/** What people read of a run's config or summary: what JSON cannot carry exactly (integers past 2^53, NaN, Infinity) is text. */
export function readableValues(text: string): Record<string, unknown> {
  try {
    const value = asJson(parseExtendedJson(text))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
    const { _wandb, ...rest } = value as Record<string, unknown>
    return rest
  } catch (error) {
    if (error instanceof ExtendedJsonError) return {}
    throw error
  }
}

/** The config without the wrapping of the wire: `{"lr":{"value":0.1}}` is `{lr: 0.1}`. */
export function readableConfig(config: string): Record<string, unknown> {
  const unwrap = (value: unknown) =>
    typeof value === 'object' && value !== null && 'value' in value ? (value as { value: unknown }).value : value
  return Object.fromEntries(Object.entries(readableValues(config)).map(([key, value]) => [key, unwrap(value)]))
}

function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(asJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asJson(inner)]))
}

/** A definition by `run.define_metric`, by the numbers of the client's protocol: name, pattern, name of the axis, its place in the list. */
interface Definition {
  '1'?: string
  '2'?: string
  '4'?: string
  '5'?: number
}

/** The x axis of each key that has one of its own, as `run.define_metric(key, step_metric=...)` said. */
export function definedAxes(config: string, keys: readonly string[]): Record<string, string> {
  const list = (clientPart(config) as { m?: unknown } | undefined)?.m
  const definitions: Definition[] = Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each) : []
  const axisOf = (found: Definition) => found['4'] ?? definitions[(found['5'] ?? 0) - 1]?.['1']
  const exact = new Map(definitions.flatMap((each) => (each['1'] ? [[plainName(each['1']), axisOf(each)]] : [])))
  const patterns = definitions.flatMap((each) => (each['2'] ? [[each['2'], axisOf(each)] as const] : []))
  return Object.fromEntries(
    keys.flatMap((key) => {
      const axis = exact.get(key) ?? patterns.find(([pattern]) => matches(pattern, key))?.[1]
      return axis && axis !== key ? [[key, plainName(axis)]] : []
    }),
  )
}

/** The client escapes dots of a name. */
const plainName = (name: string): string => name.replaceAll('\\.', '.')

const matches = (pattern: string, key: string): boolean =>
  pattern.endsWith('*') ? key.startsWith(plainName(pattern.slice(0, -1))) : key === plainName(pattern)
