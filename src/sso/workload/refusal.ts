import type { Attempt } from '../attempt.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { type RefusalParts, refuseAttempt } from '../refusal.ts'
import { type TokenError, TokenRefused } from './request.ts'

/**
 * What may be told with its facts: the token is proven by then, and they are its own or the address of this server. Of accounts nothing
 * is told, nor of the configuration to a stranger.
 */
const toldInFull: ReadonlySet<FaultCode> = new Set([
  'workload-token-type',
  'workload-exp-missing',
  'workload-token-expired',
  'workload-token-not-yet-valid',
  'workload-subject-missing',
  'workload-audience-mismatch',
  'workload-subject-unmapped',
  'workload-email-unverified',
])

const errorOf: Partial<Record<FaultCode, TokenError>> = {
  // The client tries these again, and gives up at any other.
  'workload-keys-unreachable': 'temporarily_unavailable',
  unexpected: 'server_error',
}

/** Keeps the attempt for administrators, and says as much as may be said to whoever runs the workload. */
export async function refuseToken(parts: RefusalParts, attempt: Attempt, thrown: unknown): Promise<TokenRefused> {
  const { code, attemptId: id, message } = await refuseAttempt(parts, attempt, thrown)
  const { evidence, mend } = attempt.record
  const text = toldInFull.has(code) ? [evidence['happened'], mend[0]].filter(Boolean).join(' ') : message
  return new TokenRefused(errorOf[code] ?? 'invalid_grant', text, { code, id }, thrown)
}
