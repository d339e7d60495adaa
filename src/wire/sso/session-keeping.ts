import type { Clock } from '../../base/clock.ts'

/** Notices browsers that are signed in again and again because they do not keep the session cookie. */
export interface SessionKeeping {
  /** This browser was given a session. */
  given(browser: string): void
  /** Its session was ended here, as was asked. */
  ended(browser: string): void
  /** How often it was given one within the last minute; 0 where that is not yet too often. */
  lost(browser: string): number
}

const within = 60_000
const mostTimes = 3
const mostBrowsers = 10_000

/** Kept by this process alone: with several, a browser goes round a few times more before it is told. */
export function createSessionKeeping(clock: Clock): SessionKeeping {
  const times = new Map<string, number[]>()
  const recent = (browser: string) => (times.get(browser) ?? []).filter((at) => clock.now() - at < within)
  return {
    given(browser) {
      const known = [...recent(browser), clock.now()]
      times.delete(browser)
      times.set(browser, known)
      if (times.size > mostBrowsers) times.delete(times.keys().next().value as string)
    },
    ended: (browser) => void times.delete(browser),
    lost(browser) {
      const count = recent(browser).length
      return count >= mostTimes ? count : 0
    },
  }
}
