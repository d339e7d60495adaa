const day = 24 * 60 * 60_000

/** Days before an end from which on it is warned of. */
const warnedBefore = 30

/** The end of something, where it is near or over: `days` are whole ones, and negative once it is over. Null where there is time. */
export function comingEnd(at: string, now: number): { validTo: string; days: number } | null {
  const end = Date.parse(at)
  if (Number.isNaN(end)) return null
  const days = Math.floor((end - now) / day)
  return days < warnedBefore ? { validTo: new Date(end).toISOString().slice(0, 10), days } : null
}
