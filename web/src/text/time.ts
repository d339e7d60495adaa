const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long ago, short: `just now`, `5 min ago`, `3 h ago`, `2 d ago`, then the date. */
export function ago(at: number, now: number = Date.now()): string {
  const past = now - at
  if (past < 45_000) return 'just now'
  if (past < hour) return `${Math.max(1, Math.round(past / minute))} min ago`
  if (past < day) return `${Math.round(past / hour)} h ago`
  if (past < 14 * day) return `${Math.round(past / day)} d ago`
  return new Date(at).toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' })
}

/** A length of time: `840 ms`, `42 s`, `3 min 05 s`, `2 h 07 min`, `3 d 4 h`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`
  const seconds = Math.floor(milliseconds / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`
}

/** Date and time in the reader's own manner, to the second. */
export const exactTime = (at: number): string =>
  new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
