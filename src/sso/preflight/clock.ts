import { clockTolerance } from '../checks/id-token.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { clockDifference } from '../token-request.ts'
import { found, ok, skipped } from './check.ts'
import type { Step } from './step.ts'

/** Seconds from which on a difference is worth a word. */
const remarkable = 30
/** Seconds that an ID token lasts at many providers. Where our clock is ahead by more, all of theirs are over when they come. */
const shortLife = 300

/** Our clock, against the Date header of the provider. */
export const readClock: Step = {
  checks: [['clock', 'id-token']],
  needs: ['answer'],
  async look({ clock }, { context, answer }) {
    const now = clock.now()
    const difference = clockDifference(answer!, now)
    if (difference === null)
      return [skipped(context, 'clock', 'id-token', 'The provider does not say what time it is', {})]
    // RFC 9111 5.1: what a cache between has kept for a while says what time it was then.
    const providerAhead = difference + (Number(answer!.headers['age'] ?? 0) || 0)
    const date = new Date(now + providerAhead * 1000).toISOString()
    const facts = {
      providerAhead,
      tolerance: clockTolerance,
      seconds: Math.abs(providerAhead),
      now: new Date(now).toISOString(),
      date,
      clocksDifferBy: Math.abs(providerAhead),
    }
    const refused = (code: 'iat-future' | 'exp-past') => found(context, 'clock', new SsoFault(code, facts), 'error')
    if (providerAhead > clockTolerance) return [refused('iat-future')]
    if (-providerAhead > clockTolerance + shortLife) return [refused('exp-past')]
    if (Math.abs(providerAhead) > remarkable)
      return [found(context, 'clock', new SsoFault('clock-skew', facts), 'warning')]
    return [ok(context, 'clock', 'id-token', 'The clocks agree', { providerAhead })]
  },
}
