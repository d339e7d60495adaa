import type { Attempt } from './attempt.ts'
import type { VerifiedToken } from './checks/open-token.ts'
import type { ProviderMetadata } from './discovery/document.ts'
import type { SignInPlan } from './negotiate/plan.ts'
import { isAskable, type SessionTokens } from './session-tokens.ts'

/** What of an ID token differs from the usual and was accepted all the same. */
export function noteOddities(
  { header, keySource, candidates = 1, claims }: VerifiedToken,
  metadata: ProviderMetadata,
  attempt: Attempt,
): void {
  const { alg } = header
  if (keySource === undefined) attempt.mended('alg-hs256', { alg })
  else if (keySource !== metadata.jwks_uri) attempt.mended('entra-custom-signing-key', { keySource })
  if (candidates > 1) attempt.mended('jwks-no-kid-multiple', { keys: candidates, keySource })
  const { iss } = claims
  if (metadata.issuer === `https://${iss}`) attempt.mended('google-iss-two-spellings', { iss })
}

/** Whether the provider can be asked later if the sign-in still stands: who leaves is noticed by that. */
export function noteAskable(
  tokens: SessionTokens,
  { scopes }: SignInPlan,
  grantedScope: string | null,
  attempt: Attempt,
  now: number,
): void {
  if (tokens.refreshToken !== null) return
  const isAsked = scopes.value.includes('offline_access')
  if (isAsked) attempt.stage('session', 'warning', { finding: 'refresh-not-issued', scope: grantedScope })
  const until = isAskable(tokens, now) ? (tokens.accessUntil ?? Number.POSITIVE_INFINITY) : now
  if (until === Number.POSITIVE_INFINITY) return
  const askableFor =
    until > now ? `its access token serves for that until ${new Date(until).toISOString()} only` : undefined
  attempt.stage('session', 'warning', { finding: 'deprovision-lag', ...(askableFor && { askableFor }) })
}
