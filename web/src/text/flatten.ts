/** Nested values as rows: `{a: {b: 1}}` is `a.b`, 1. Lists stay as they are, and so does what the client logged as media (`_type`). */
export function flatten(value: Record<string, unknown>, prefix = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const key = prefix === '' ? name : `${prefix}.${name}`
    const isGroup =
      typeof inner === 'object' &&
      inner !== null &&
      !Array.isArray(inner) &&
      !('_type' in inner) &&
      Object.keys(inner).length > 0
    return isGroup ? flatten(inner as Record<string, unknown>, key) : [[key, inner]]
  })
}

/** One value in a table's cell: text as it is, numbers to six digits, media by its type, all else as JSON. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)))
  if (typeof value === 'object' && value !== null && '_type' in value) return String(value._type)
  return JSON.stringify(value)
}
