/** Nested values as rows: `{a: {b: 1}}` is `a.b`, 1. Lists stay as they are. */
export function flatten(value: Record<string, unknown>, prefix = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const key = prefix === '' ? name : `${prefix}.${name}`
    const isGroup =
      typeof inner === 'object' && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0
    return isGroup ? flatten(inner as Record<string, unknown>, key) : [[key, inner]]
  })
}

/** One value in a table's cell: text as it is, all else as JSON. */
export const cellText = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value)
