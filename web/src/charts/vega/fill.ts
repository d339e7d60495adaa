type Json = unknown
type Fields = Record<string, string>

/** Where Vega-Lite reads a path and not a text: a dot there leads into an object. */
const pathKeys = new Set(['field', 'groupby', 'fold', 'fields'])

/**
 * A preset with the columns and texts of one chart in the place of `${field:NAME}` and `${string:NAME}`. An encoding whose column nobody
 * named is left out, as are the colours of a single run.
 */
export function fill(spec: Json, fields: Fields, strings: Fields, several: boolean): Json {
  const text = (value: string, key: string) =>
    value.replace(/\$\{(field|string):([^}]*)\}/g, (_, kind: string, name: string) => {
      if (kind === 'string') return strings[name] ?? ''
      const column = fields[name] ?? ''
      return pathKeys.has(key) ? asPath(column) : column
    })
  const walk = (value: Json, key: string): Json => {
    if (typeof value === 'string') return text(value, key)
    if (Array.isArray(value)) return value.map((each) => walk(each, key))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).filter(([, each]) => key !== 'encoding' || isNamed(each))
    return Object.fromEntries(entries.map(([name, each]) => [name, walk(each, name)]))
  }
  const isNamed = (channel: Json): boolean => {
    const field = (channel as { field?: unknown } | null)?.field
    if (field === 'name' && !several) return false
    const name = typeof field === 'string' ? /^\$\{field:([^}]*)\}$/.exec(field)?.[1] : undefined
    return name === undefined || Boolean(fields[name])
  }
  return walk(spec, '')
}

const asPath = (column: string) => column.replace(/[.[\]\\]/g, '\\$&')
