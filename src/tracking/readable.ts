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
