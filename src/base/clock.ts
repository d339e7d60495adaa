/** Milliseconds since 1970. Everything that stores or compares a time asks this, so that a test may move it. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
