/**
 * Colours of runs. Twelve hues, chosen so that neighbours in the list also differ in lightness and stay apart for readers who see
 * red and green alike; on the dark ground the deep ones are lifted. After twelve they repeat with dashes.
 */
const light = [
  '#0a72b8',
  '#e0701c',
  '#00937f',
  '#c2185b',
  '#7048c6',
  '#8a7a00',
  '#2aa9d8',
  '#b3261e',
  '#4f7d1c',
  '#9b3fa8',
  '#8a5a2b',
  '#4a5a6a',
]
const dark = [
  '#4ea8f0',
  '#f59a4a',
  '#2fc7ad',
  '#f4649b',
  '#a88bf5',
  '#d6c12f',
  '#7fd6f5',
  '#ff7b6b',
  '#9acb52',
  '#d88be2',
  '#d1a172',
  '#a9b8c6',
]

export interface Ink {
  color: string
  /** Canvas line dash; empty for a whole line. */
  dash: number[]
}

/** The ink of the n-th run of a project, on the light or the dark ground. */
export function inkOf(index: number, onDark: boolean): Ink {
  const palette = onDark ? dark : light
  const round = Math.floor(index / palette.length)
  return { color: palette[index % palette.length]!, dash: round === 0 ? [] : round % 2 === 1 ? [7, 4] : [2, 3] }
}

/**
 * Inks for the runs that are drawn together: each keeps the one it has unless another of them has it too, the others get the lowest
 * that none of them has. So up to twelve lines never share a colour, whatever was drawn before.
 */
export function assignInks(given: Readonly<Record<string, number>>, drawn: readonly string[]): Record<string, number> {
  const assigned = { ...given }
  const used = new Set<number>()
  const without: string[] = []
  for (const run of drawn) {
    const index = given[run]
    if (index === undefined || used.has(index)) without.push(run)
    else used.add(index)
  }
  let free = 0
  for (const run of without) {
    while (used.has(free)) free += 1
    used.add(free)
    assigned[run] = free
  }
  return assigned
}
