import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Attempt, Received } from './attempt.ts'
import { firstText } from './claims/claim-path.ts'
import { catalogue, type FaultCode } from './faults/catalogue.ts'
import { explain, visitorText } from './faults/explain.ts'
import type { SsoFault } from './faults/sso-fault.ts'
import { secretsOf } from './negotiate/client-auth.ts'
import type { ClaimedPerson, ProviderDirectory, SignInStore } from './ports.ts'
import { profileFor, wordsOf } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'
import { asSsoFault } from './token-request.ts'

/** A sign-in that ended by a known cause: all that a stranger may read. The administrator reads the attempt. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused'
  readonly code: FaultCode
  readonly attemptId: string
  readonly title: string
  /** RFC 6749 4.1.2.1. */
  readonly oauthError: string
  /** Where nobody asked to sign in: the path at which the person was. The sign-in page is then shown without a word. */
  quietFor: string | null = null
  /** Where it was a test: which, and what the provider had said by then. */
  test: { id: string; provider: string; received: Received | null } | null = null

  constructor(code: FaultCode, attemptId: string, cause: unknown) {
    const { title, message } = visitorText(code)!
    super(message, { cause })
    this.code = code
    this.attemptId = attemptId
    this.title = title
    this.oauthError = catalogue[code].oauthError ?? 'server_error'
  }
}

export interface RefusalParts {
  providers: ProviderDirectory
  store: SignInStore
  clock: Clock
  log: Log
  publicUrl: string
}

/** A token for the client of another provider that is set up here: then the two were exchanged. */
async function exchangedWith(
  { providers }: RefusalParts,
  provider: string,
  { code, facts }: SsoFault,
): Promise<{ exchangedWith?: string }> {
  const audiences = code === 'aud-mismatch' ? [facts['aud']].flat() : []
  if (audiences.length === 0) return {}
  const other = (await providers.list()).find(({ id, clientId }) => id !== provider && audiences.includes(clientId))
  return other ? { exchangedWith: other.id } : {}
}

const longestWord = 200

/** Nobody is known before the ID token is proven. */
function claimedBy({ received, redact }: Attempt, settings: ProviderSettings | null): ClaimedPerson | null {
  const sources = received ? [received.idToken, received.userinfo ?? {}] : []
  const said = (claim: string) => firstText(sources, claim)?.slice(0, longestWord) ?? null
  const subject = said('sub')
  if (subject === null) return null
  const { usernameClaim = 'preferred_username', emailClaim = 'email' } = settings ?? {}
  const username = said(usernameClaim) ?? said('preferred_username')
  return redact({ subject, username, name: said('name'), email: said(emailClaim) })
}

/** Ends the attempt by what was thrown: names it, explains it in the provider's words, writes it down, and tells the log. */
export async function refuseAttempt(parts: RefusalParts, attempt: Attempt, thrown: unknown): Promise<SignInRefused> {
  const { store, clock, log, publicUrl } = parts
  const { record } = attempt
  const fault = asSsoFault(thrown)
  const settings = await parts.providers.get(record.provider)
  if (settings) attempt.hide(...secretsOf(settings))
  const evidence = attempt.redact({ ...fault.facts, ...(await exchangedWith(parts, record.provider, fault)) })
  const asked = record.stages.find(({ stage }) => stage === 'authorize')?.evidence
  const { issuer, clientId, profile = 'auto', allowedDomains, allowedGroups } = settings ?? {}
  const known = { provider: record.provider, publicUrl, issuer, clientId, allowedDomains, allowedGroups }
  const facts = { ...known, ...asked, ...evidence }
  const addresses = { authorization_endpoint: asked?.['authorizationEndpoint'] as string | undefined }
  const words = wordsOf(profileFor(profile, issuer ?? null, addresses))
  const { happened, mend } = explain(fault.code, facts, words)
  attempt.refused(catalogue[fault.code].stage, fault, facts)
  const claimed = attempt.test ? null : claimedBy(attempt, settings)
  Object.assign(record, { outcome: 'failed', code: fault.code, endedAt: clock.now(), claimed, mend })
  record.evidence = { ...record.evidence, ...evidence, happened }
  await store.save(record)
  const line = { attempt: record.id, provider: record.provider, code: fault.code, evidence, mend }
  if (fault.code === 'unexpected') log.error({ ...line, err: fault.cause }, 'a sign-in failed by an error of ours')
  else log.warn(line, happened)
  const refused = new SignInRefused(fault.code, record.id, fault)
  if (attempt.test) refused.test = { id: attempt.test.id, provider: record.provider, received: attempt.received }
  return refused
}
