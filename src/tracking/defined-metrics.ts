import { clientPart } from './config-text.ts'

/** A definition by `run.define_metric`, by the numbers of the client's protocol: name, pattern, name of the axis, its place in the list, options. */
interface Definition {
  '1'?: string
  '2'?: string
  '4'?: string
  '5'?: number
  '6'?: unknown
}

const hiddenOption = 2

/** How a key was said to be meant. */
export interface DefinedMetric {
  /** The key that it is drawn against. */
  axis: string | undefined
  /** Not to be drawn unless somebody asks for it. */
  hidden: boolean
}

/**
 * What `run.define_metric` said of each of these keys, by name or else by pattern. Clients up to 0.30 send a definition for each key that
 * a pattern meets; the newest sends the pattern alone.
 */
export function definedMetrics(config: string, keys: readonly string[]): Map<string, DefinedMetric> {
  const list = (clientPart(config) as { m?: unknown } | undefined)?.m
  const definitions: Definition[] = Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each) : []
  const exact = new Map(definitions.flatMap((each) => (isName(each['1']) ? [[plainName(each['1']), each]] : [])))
  const patterns = definitions.filter((each) => isName(each['2']))
  const axisOf = (found: Definition): string | undefined => {
    const axis = found['4'] ?? definitions[(found['5'] ?? 0) - 1]?.['1']
    return isName(axis) ? plainName(axis) : undefined
  }
  return new Map(
    keys.flatMap((key) => {
      const found = exact.get(key) ?? patterns.find((each) => matches(each['2']!, key))
      if (!found) return []
      const axis = axisOf(found)
      const options = Array.isArray(found['6']) ? found['6'] : []
      return [[key, { axis: axis === key ? undefined : axis, hidden: options.includes(hiddenOption) }]]
    }),
  )
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** The client escapes dots of a name. */
const plainName = (name: string): string => name.replaceAll('\\.', '.')

/** The client takes a star at the end only. */
const matches = (pattern: string, key: string): boolean =>
  pattern.endsWith('*') ? key.startsWith(plainName(pattern.slice(0, -1))) : key === plainName(pattern)
