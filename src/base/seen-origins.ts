import type { Clock } from './clock.ts'

/** Where the browsers of people who are signed in have this server, since this process began. */
export interface SeenOrigins {
  note(origin: string): void
  /** The latest first. */
  list(): SeenOrigin[]
}

export interface SeenOrigin {
  /** `https://host[:port]`. */
  origin: string
  requests: number
  /** Milliseconds since 1970. */
  lastAt: number
}

/** More than a server has; whoever makes them up fills no memory. */
const most = 20

export function createSeenOrigins(clock: Clock): SeenOrigins {
  const seen = new Map<string, SeenOrigin>()
  return {
    note(origin) {
      const known = seen.get(origin)
      seen.delete(origin)
      seen.set(origin, { origin, requests: (known?.requests ?? 0) + 1, lastAt: clock.now() })
      if (seen.size > most) seen.delete(seen.keys().next().value as string)
    },
    list: () => [...seen.values()].reverse(),
  }
}
