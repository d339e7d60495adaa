/** Milliseconds since 1970. Everything that stores or compares a time asks this, so that a test may move it. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** True when it is first asked, and then at most once a minute: for housekeeping that need not be done at each call. */
export function createMinuteTurn(clock: Clock): () => boolean {
  let last: number | null = null
  return () => {
    const now = clock.now()
    if (last !== null && Math.abs(now - last) < 60_000) return false
    last = now
    return true
  }
}
