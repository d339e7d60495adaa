/** Counts by names that others choose: the first few are counted by name, all later ones together as `other`. */
export interface NameCounts {
  counts: ReadonlyMap<string, number>
  add(name: string): void
}

export function createNameCounts(mostNames = 200): NameCounts {
  const counts = new Map<string, number>()
  return {
    counts,
    add(name) {
      const key = counts.has(name) || counts.size < mostNames ? name.slice(0, 100) : 'other'
      counts.set(key, (counts.get(key) ?? 0) + 1)
    },
  }
}
