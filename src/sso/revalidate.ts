import type { Clock } from '../base/clock.ts'
import type { Outbound, OutboundAnswer } from '../base/outbound.ts'
import { type Attempt, createAttempt, newAttemptRecord } from './attempt.ts'
import { checkRenewedIdToken } from './checks/id-token.ts'
import type { PublishedKeys } from './checks/keys.ts'
import { openToken } from './checks/open-token.ts'
import { type RefreshAnswer, readRefreshAnswer } from './checks/token-answer.ts'
import type { Discovery } from './discovery/discovery.ts'
import { evidenceOf, type ProviderMetadata } from './discovery/document.ts'
import { catalogue } from './faults/catalogue.ts'
import { networkFault } from './faults/from-network.ts'
import { faultWithin, SsoFault } from './faults/sso-fault.ts'
import { identify, type VerifiedIdentity } from './identity.ts'
import { acceptedIssuers } from './issuers.ts'
import { clientAuthWays, secretsOf } from './negotiate/client-auth.ts'
import { recallLearned } from './negotiate/learned.ts'
import type { ProviderDirectory, SignInStore } from './ports.ts'
import { isComplete, type ProviderSettings } from './provider.ts'
import { isAskable, renewedTokens, type SessionTokens } from './session-tokens.ts'
import { signatureRules } from './signature-rules.ts'
import { askAsClient, asSsoFault, clockDifference, endpointFor } from './token-request.ts'
import { askUserinfo } from './userinfo.ts'
import type { IssuerKeys } from './workload/issuer-keys.ts'

/**
 * What a provider says of a sign-in that it vouched for earlier. `tokens` are to be kept in place of those that were used; `attempt` has
 * what was seen, and is not written down yet.
 */
export type Revalidated =
  /** The sign-in stands. `identity` is what the provider says of the person now; null where it said nothing of that. */
  | { kind: 'stands'; tokens: SessionTokens; identity: VerifiedIdentity | null; attempt: Attempt }
  /** It does not. `whole`: no sign-in of this person at this provider does. */
  | { kind: 'over'; fault: SsoFault; whole: boolean; attempt: Attempt }
  /** No word from the provider this time. */
  | { kind: 'unknown'; tokens: SessionTokens; fault: SsoFault }
  /** There is nothing (any more) to ask with, or nobody to ask. */
  | { kind: 'unaskable' }

export interface Revalidation {
  /** Asks the provider whether a sign-in still stands: by refresh token, else by access token while that lasts. */
  revalidate(provider: string, tokens: SessionTokens): Promise<Revalidated>
}

export interface RevalidationParts {
  providers: ProviderDirectory
  store: SignInStore
  outbound: Outbound
  discovery: Discovery
  keys: PublishedKeys
  issuerKeys: IssuerKeys
  clock: Clock
}

/** `tokens` changes with each answer: a refresh token that was used may be worth nothing more. */
interface Question {
  settings: ProviderSettings
  metadata: ProviderMetadata
  attempt: Attempt
  tokens: SessionTokens
}

type Claims = Record<string, unknown>

export function createRevalidation(parts: RevalidationParts): Revalidation {
  return {
    async revalidate(provider, tokens) {
      const settings = await parts.providers.get(provider)
      if (!settings || !isComplete(settings) || !isAskable(tokens, parts.clock.now())) return { kind: 'unaskable' }
      const attempt = createAttempt(newAttemptRecord(provider, parts.clock), parts.clock)
      attempt.hide(...secretsOf(settings), tokens.idToken, tokens.accessToken, tokens.refreshToken)
      let question: Question | undefined
      try {
        const metadata = await parts.discovery.recent(settings, attempt)
        if (metadata.issuer !== tokens.issuer || settings.clientId !== tokens.clientId) return { kind: 'unaskable' }
        question = { settings, metadata, attempt, tokens }
        const ask = tokens.refreshToken === null ? byUserinfo : byRefresh
        const identity = await ask(parts, question)
        return { kind: 'stands', tokens: identity?.tokens ?? question.tokens, identity, attempt }
      } catch (error) {
        const fault = faultWithin(error) ?? (await networkFault(error, settings).catch(asSsoFault))
        const isAboutThePerson = catalogue[fault.code].stage === 'provisioning'
        if (isAboutThePerson || endings.includes(fault.code))
          return { kind: 'over', fault, whole: isAboutThePerson, attempt }
        const tellable = new SsoFault(fault.code, attempt.redact(fault.facts), fault)
        return { kind: 'unknown', tokens: question?.tokens ?? tokens, fault: tellable }
      }
    },
  }
}

/** The provider's word that a sign-in is over. What else goes wrong is the provider's trouble, and passes. */
const endings: string[] = ['refresh-failed', 'access-revoked', 'userinfo-sub-mismatch']

/** RFC 6749 6. The ID token of the answer is checked as OpenID Connect Core 12.2 has it; userinfo adds to it as in a sign-in. */
async function byRefresh(parts: RevalidationParts, question: Question): Promise<VerifiedIdentity | null> {
  const { settings, metadata, attempt, tokens } = question
  const answer = await refresh(parts, question)
  const now = parts.clock.now()
  const given = readGiven(answer)
  attempt.hide(given.idToken, given.accessToken, given.refreshToken)
  attempt.stage('token', 'ok', { ...evidenceOf(answer), grant: 'refresh_token', rotated: given.refreshToken !== null })
  // Kept from here on, whatever else fails: the old refresh token may be worth nothing more.
  question.tokens = renewedTokens(tokens, given, now)
  if (given.idToken === null) return tokens.accessToken === null ? null : byUserinfo(parts, question)
  const idToken = await openToken(given.idToken, signatureRules(parts.keys, settings, metadata))
  checkRenewedIdToken(idToken, {
    issuer: metadata.issuer,
    issuers: acceptedIssuers(settings, metadata),
    clientId: settings.clientId!,
    nonce: tokens.nonce,
    subject: tokens.claims['sub'],
    accessToken: given.accessToken,
    now,
    providerAhead: clockDifference(answer, now),
  })
  attempt.stage('id-token', 'ok', { ...idToken.header, claims: Object.keys(idToken.claims) })
  question.tokens = { ...question.tokens, idToken: idToken.signed, claims: idToken.claims }
  const userinfo = tokens.accessToken === null ? {} : await userinfoOf(parts, question)
  return identityIn(parts, question, idToken.claims, userinfo)
}

async function refresh(parts: RevalidationParts, { settings, metadata, tokens }: Question): Promise<OutboundAnswer> {
  const { clientAuth } = await recallLearned(parts.store, settings, metadata)
  const [way] = clientAuthWays(settings, metadata, clientAuth).value
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: tokens.refreshToken! })
  return askAsClient(parts, { settings, way: way!, url: endpointFor(way!, metadata, 'token_endpoint'), body })
}

/** What refuses the grant itself (RFC 6749 5.2). Entra says `interaction_required` where a policy wants to see the person anew. */
const refusals: unknown[] = ['invalid_grant', 'interaction_required']

/** Throws SsoFault, `refresh-failed` where the provider does not take the token. */
function readGiven(answer: OutboundAnswer): RefreshAnswer {
  try {
    return readRefreshAnswer(answer)
  } catch (error) {
    const fault = faultWithin(error)
    if (!fault || !refusals.includes(fault.facts['error'])) throw error
    const said = fault.facts['errorDescription'] ?? fault.facts['error']
    throw new SsoFault('refresh-failed', { ...fault.facts, reason: `the provider said "${said}"` }, fault)
  }
}

/** What userinfo says now comes before what the ID token said then. */
const byUserinfo = async (parts: RevalidationParts, question: Question): Promise<VerifiedIdentity> =>
  identityIn(parts, question, await userinfoOf(parts, question), question.tokens.claims)

/** The endpoint took the access token of this session before: where it no longer does, that is its word on the sign-in. */
async function userinfoOf({ outbound, keys }: RevalidationParts, question: Question): Promise<Claims> {
  const { settings, metadata, attempt, tokens } = question
  try {
    return await askUserinfo(outbound, {
      settings,
      metadata,
      attempt,
      accessToken: tokens.accessToken,
      subject: tokens.claims['sub'] as string,
      rules: signatureRules(keys, settings, metadata),
    })
  } catch (error) {
    const fault = faultWithin(error)
    if (fault?.code !== 'userinfo-401' || fault.facts['status'] !== 401) throw error
    const mayHaveRunOut = tokens.refreshToken === null && tokens.accessUntil === null
    if (!mayHaveRunOut) throw new SsoFault('access-revoked', fault.facts, fault)
    question.tokens = { ...tokens, accessToken: null }
    throw fault
  }
}

/** By the same rules as in a sign-in. The first source wins where both speak. */
async function identityIn(
  parts: RevalidationParts,
  { settings, metadata, attempt, tokens }: Question,
  first: Claims,
  second: Claims,
): Promise<VerifiedIdentity> {
  const identified = await identify(parts, {
    ...{ settings, metadata, attempt, idToken: first, userinfo: second },
    again: { groupsSaid: tokens.groupsSaid },
    subject: tokens.claims['sub'] as string,
    accessToken: tokens.accessToken,
    rules: signatureRules(parts.keys, settings, metadata),
  })
  const groupsSaid = tokens.groupsSaid || identified.groups !== null
  return { ...identified, authenticatedAt: null, tokens: { ...tokens, groupsSaid } }
}
