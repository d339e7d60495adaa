import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../base/clock.ts'
import { type Allowances, createAttemptLimits } from '../../http/attempt-limits.ts'
import { clientAddress } from '../../http/client-address.ts'

/**
 * Each start and each answer leaves a row behind: one address may leave so many at once, and two a second after that. Sign-ins that end
 * well do not count, so a company behind one address is not kept out.
 */
const allowances: Allowances = {
  perUser: { failures: 2000, forgiveAfter: 500 },
  perAddress: { failures: 2000, forgiveAfter: 500 },
}

export interface SignInLimits {
  /** Counts a start or an answer. Throws AppError `too-many-attempts`. */
  begin(request: FastifyRequest): void
  /** The start and the answer of this sign-in do not count. */
  succeeded(request: FastifyRequest): void
}

export function createSignInLimits(clock: Clock): SignInLimits {
  const limits = createAttemptLimits(clock, allowances)
  return {
    begin(request) {
      const address = clientAddress(request)
      limits.begin(address, address)
    },
    succeeded(request) {
      const address = clientAddress(request)
      limits.succeeded(address, address)
      limits.succeeded(address, address)
    },
  }
}
