import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'

/** Failures at once, and the milliseconds after which one of them is forgiven. */
interface Allowance {
  failures: number
  forgiveAfter: number
}

/** What may fail for one name, and from one address at any names. Both come back little by little: nobody is locked out for long. */
export interface Allowances {
  perUser: Allowance
  perAddress: Allowance
}

const forGuessing: Allowances = {
  perUser: { failures: 10, forgiveAfter: 30_000 },
  perAddress: { failures: 100, forgiveAfter: 3_000 },
}
const mostRemembered = 20_000

export interface AttemptLimits {
  /** Counts an attempt before its password is looked at. Throws AppError `too-many-attempts` with the time to wait. */
  begin(user: string, address: string): void
  /** The attempt was right: it does not count, and this name from this address is no longer hindered by what others do. */
  succeeded(user: string, address: string): void
}

/**
 * Slows guessing down. Who has signed in from an address before is measured apart from everybody else, so that neither an attacker who
 * tries a name nor a proxy whose one address all share can keep that person out.
 */
export function createAttemptLimits(clock: Clock, { perUser, perAddress } = forGuessing): AttemptLimits {
  const buckets = new Map<string, { used: number; at: number }>()
  const known = new Map<string, true>()
  const pair = (user: string, address: string) => JSON.stringify([user, address])

  const used = (name: string, { forgiveAfter }: Allowance) => {
    const bucket = buckets.get(name)
    // A clock that is set back forgives nothing, and holds nothing against anybody.
    const elapsed = bucket ? Math.max(0, clock.now() - bucket.at) : 0
    return bucket ? Math.max(0, bucket.used - elapsed / forgiveAfter) : 0
  }
  const add = (name: string, allowance: Allowance, amount: number) => {
    const next = Math.max(0, used(name, allowance) + amount)
    buckets.delete(name)
    if (next > 0) buckets.set(name, { used: next, at: clock.now() })
    forgetOldest(buckets)
  }
  const measures = (user: string, address: string): [string, Allowance][] =>
    known.has(pair(user, address))
      ? [[`pair ${pair(user, address)}`, perUser]]
      : [
          [`user ${user}`, perUser],
          [`address ${address}`, perAddress],
        ]

  return {
    begin(user, address) {
      const counted = measures(user, address)
      const waits = counted.map(([name, each]) => (used(name, each) + 1 - each.failures) * each.forgiveAfter)
      const wait = Math.max(...waits)
      if (wait > 0) {
        const retryAfter = Math.ceil(wait / 1000)
        const message = `Too many attempts. Wait ${retryAfter} seconds and try again.`
        throw new AppError('too-many', 'too-many-attempts', message, { retryAfter, facts: { address } })
      }
      for (const [name, each] of counted) add(name, each, 1)
    },
    succeeded(user, address) {
      for (const [name, each] of measures(user, address)) add(name, each, -1)
      known.delete(pair(user, address))
      known.set(pair(user, address), true)
      forgetOldest(known)
    },
  }
}

function forgetOldest(map: Map<string, unknown>): void {
  if (map.size <= mostRemembered) return
  const [oldest] = map.keys()
  if (oldest !== undefined) map.delete(oldest)
}
