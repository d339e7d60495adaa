/** What a person's data, or a secret, may be told of: its kind and its size, never itself. Names stay; nested no deeper than `deepest`. */
export function described(value: unknown, deepest = 3): unknown {
  if (typeof value === 'string') return `text, ${value.length} characters`
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value
  if (Array.isArray(value)) {
    const kinds = [...new Set(value.map((each) => (Array.isArray(each) ? 'list' : typeof each)))]
    return `list of ${value.length}${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`
  }
  if (deepest === 0) return `object of ${Object.keys(value).length} members`
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, described(each, deepest - 1)]))
}
