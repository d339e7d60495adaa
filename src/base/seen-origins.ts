import type { Clock } from './clock.ts'

/** How the browsers of people who are signed in come to this server, since this process began. */
export interface SeenOrigins {
  note(origin: string, forwarding?: Forwarding): void
  /** Where they have it, the latest first. */
  list(): SeenOrigin[]
  /** What reverse proxies said of them; null where nobody has come by one. */
  proxied(): SeenProxy | null
}

export interface SeenOrigin {
  /** `https://host[:port]`. */
  origin: string
  requests: number
  /** Milliseconds since 1970. */
  lastAt: number
}

/** What may be wrong with the headers that a reverse proxy adds. */
export const forwardingFaults = ['other-scheme', 'other-host', 'disagree', 'host-unsaid', 'client-unsaid'] as const
export type ForwardingFault = (typeof forwardingFaults)[number]

/** Of one request. */
export interface Forwarding {
  /** The headers by which it is seen that there is a proxy, as they came; empty where there is none. */
  headers: Record<string, string>
  faults: ForwardingFault[]
}

export interface SeenProxy {
  requests: number
  /** Of the latest request. */
  headers: Record<string, string>
  /** By how many requests; what is not there was not seen. */
  faults: Partial<Record<ForwardingFault, number>>
}

/** More than a server has; whoever makes them up fills no memory. */
const most = 20

export function createSeenOrigins(clock: Clock): SeenOrigins {
  const seen = new Map<string, SeenOrigin>()
  let proxy: SeenProxy | null = null
  return {
    note(origin, { headers, faults } = { headers: {}, faults: [] }) {
      const known = seen.get(origin)
      seen.delete(origin)
      seen.set(origin, { origin, requests: (known?.requests ?? 0) + 1, lastAt: clock.now() })
      if (seen.size > most) seen.delete(seen.keys().next().value as string)
      if (Object.keys(headers).length + faults.length === 0) return
      proxy ??= { requests: 0, headers, faults: {} }
      proxy.requests++
      proxy.headers = headers
      for (const fault of faults) proxy.faults[fault] = (proxy.faults[fault] ?? 0) + 1
    },
    list: () => [...seen.values()].reverse(),
    proxied: () => proxy,
  }
}
