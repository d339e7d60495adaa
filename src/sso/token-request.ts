import {
  allowInsecureRequests,
  authorizationCodeGrant,
  Configuration,
  clockTolerance,
  customFetch,
  type ServerMetadata,
} from 'openid-client'
import type { Clock } from '../base/clock.ts'
import type { Outbound, OutboundAnswer } from '../base/outbound.ts'
import type { Attempt } from './attempt.ts'
import { explainedRefusal, isClientRefusal } from './checks/client-refusal.ts'
import { explainedGrant } from './checks/grant-refusal.ts'
import { checkIdToken, clockTolerance as tolerance } from './checks/id-token.ts'
import type { PublishedKeys } from './checks/keys.ts'
import type { VerifiedToken } from './checks/open-token.ts'
import { readRefreshAnswer, readTokenAnswer, type TokenAnswer } from './checks/token-answer.ts'
import { askProvider } from './connection.ts'
import { evidenceOf, type ProviderMetadata } from './discovery/document.ts'
import { atEndpoint, networkFault } from './faults/from-network.ts'
import { faultWithin, SsoFault } from './faults/sso-fault.ts'
import { acceptedIssuers } from './issuers.ts'
import { type ClientAuthWay, isSecondSpelling } from './negotiate/client-auth.ts'
import { noteRedeemed, recallLearned } from './negotiate/learned.ts'
import type { SignInPlan } from './negotiate/plan.ts'
import { noteOddities } from './oddities.ts'
import type { PendingSignIn, SignInStore } from './ports.ts'
import { profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'
import { openRecorded } from './record/open-recorded.ts'
import { signatureRules } from './signature-rules.ts'
import { askUserinfo } from './userinfo.ts'

export interface TokenRequestParts {
  outbound: Outbound
  keys: PublishedKeys
  store: SignInStore
  clock: Clock
}

export interface Redemption {
  settings: ProviderSettings
  metadata: ProviderMetadata
  pending: PendingSignIn
  plan: SignInPlan
  code: string
  attempt: Attempt
}

export interface RedeemedCode {
  answer: TokenAnswer
  idToken: VerifiedToken
}

/** Ways of client authentication that one request is tried with: more would look like an attack. */
export const triesPerCode = 2

/** Milliseconds for which a code is known again. */
const codesKeptFor = 600_000

/**
 * Redeems the code. Our checks come first, so that each refusal has a name, and so that the signature is proven for every algorithm
 * (openid-client leaves that to TLS); then openid-client goes through the same exchange by its own rules. Both must be content. One way of client authentication per request; one other is tried, only when the provider refused ours.
 */
export async function redeemCode(parts: TokenRequestParts, redemption: Redemption): Promise<RedeemedCode> {
  const { settings, metadata, attempt, plan, pending } = redemption
  const ways = untriedWays(plan, pending).slice(0, triesPerCode)
  const tried = [...pending.refusedWays]
  const known = await recallLearned(parts.store, settings, metadata)
  const cameAt = parts.clock.now()
  const isSecond = !(await parts.store.seeOnce(settings.id, `code ${redemption.code}`, cameAt + codesKeptFor))
  for (const [index, way] of ways.entries()) {
    tried.push(way.name)
    try {
      const redeemed = await redeemBy(way, parts, redemption)
      await noteWorking(parts, redemption, tried)
      if (isSecondSpelling(way)) attempt.mended('secret-not-form-encoded', { clientAuth: way.name })
      return redeemed
    } catch (error) {
      const fault = faultWithin(error)
      if (!fault) throw error
      if (isClientRefusal(fault) && index < ways.length - 1) {
        attempt.stage('token', 'warning', { ...fault.facts, clientAuth: way.name, refused: fault.code })
        continue
      }
      const explained = explainedRefusal(fault, { settings, metadata, tried, workedAt: known.worked?.at })
      if (explained.facts['learnedAuth']) await noteWorking(parts, redemption, tried)
      const age = Math.round((parts.clock.now() - cameAt) / 1000)
      throw explainedGrant(explained, { metadata, pending, worked: known.worked !== undefined, isSecond, age })
    }
  }
  throw new Error('no way of client authentication to try')
}

/** The last way that was tried is the one that was taken. */
async function noteWorking({ store, clock }: TokenRequestParts, { settings, metadata }: Redemption, tried: string[]) {
  const at = clock.now()
  const clientAuth = tried.length > 1 ? { clientAuth: { value: tried.at(-1)!, at } } : {}
  await noteRedeemed(store, settings, metadata, { ...clientAuth, worked: { at } })
}

/** What this sign-in has not tried yet; all of them where it has tried everything. */
function untriedWays({ clientAuth }: SignInPlan, { refusedWays }: PendingSignIn): ClientAuthWay[] {
  const untried = clientAuth.value.filter(({ name }) => !refusedWays.includes(name))
  return untried.length > 0 ? untried : clientAuth.value
}

async function redeemBy(way: ClientAuthWay, parts: TokenRequestParts, redemption: Redemption): Promise<RedeemedCode> {
  const { settings, metadata, plan } = redemption
  const url = endpointFor(way, metadata, 'token_endpoint')
  const answer = await askAsClient(parts, { settings, way, url, body: grantOf(redemption) })
  if (profileFor(settings.profile, metadata.issuer).identityFrom)
    return provenByUserinfo(answer, way, parts, redemption)
  const redeemed = await readAnswer(answer, way, parts, redemption)
  // The library knows one issuer: the one of those that may be named which is named.
  const proven = { ...metadata, issuer: redeemed.idToken.claims['iss'] as string }
  await checkByLibrary(libraryConfiguration(settings, proven, plan), redemption, redeemed)
  return redeemed
}

/** RFC 6749 4.1.3 and RFC 7636 4.5. */
const grantOf = ({ pending, code }: Redemption): URLSearchParams =>
  new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: pending.redirectUri,
    ...(pending.verifier !== null && { code_verifier: pending.verifier }),
  })

async function checkByLibrary(
  configuration: Configuration,
  { pending, code }: Redemption,
  redeemed: RedeemedCode,
): Promise<void> {
  configuration[customFetch] = async () => asLibraryAnswer(redeemed)
  const current = new URL(pending.redirectUri)
  current.searchParams.set('code', code)
  current.searchParams.set('state', pending.state)
  await authorizationCodeGrant(configuration, current, {
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    idTokenExpected: true,
    ...(pending.verifier !== null && { pkceCodeVerifier: pending.verifier }),
  })
}

/** RFC 8705 5: where a client with a certificate is to call, where that is another address. */
export function endpointFor(
  way: ClientAuthWay,
  metadata: ProviderMetadata,
  name: 'token_endpoint' | 'pushed_authorization_request_endpoint',
): string {
  const alias = way.method.endsWith('tls_client_auth') ? metadata.mtls_endpoint_aliases?.[name] : undefined
  return alias ?? metadata[name]!
}

/** openid-client for a provider as the plan has it; who we are is proven by `askAsClient` and not by it. */
function libraryConfiguration(
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  plan: Pick<SignInPlan, 'signing'>,
): Configuration {
  const server: ServerMetadata = {
    ...metadata,
    id_token_signing_alg_values_supported: plan.signing.value,
    // Where the answer came from was proven by our own check: by then it may have been taken out of a token.
    authorization_response_iss_parameter_supported: undefined,
  }
  const client = { client_id: settings.clientId!, [clockTolerance]: tolerance }
  const configuration = new Configuration(server, settings.clientId!, client, () => {})
  // NOTE: `base/outbound.ts` decides where plain http may go.
  allowInsecureRequests(configuration)
  return configuration
}

export interface ClientRequest {
  settings: ProviderSettings
  way: ClientAuthWay
  url: string
  body: URLSearchParams
}

/** One POST to an endpoint that wants to know the client, with exactly one proof of who we are. Throws SsoFault where it is unreachable. */
export async function askAsClient(
  { outbound, clock }: Pick<TokenRequestParts, 'outbound' | 'clock'>,
  { settings, way, url, body }: ClientRequest,
): Promise<OutboundAnswer> {
  const headers = new Headers({
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
  })
  await way.apply({ body, headers }, clock.now())
  try {
    const request = { method: 'POST', body: body.toString(), headers: Object.fromEntries(headers) } as const
    return await askProvider(outbound, settings, url, request)
  } catch (error) {
    throw atEndpoint(await networkFault(error, settings), 'token-unreachable', url)
  }
}

async function readAnswer(
  answer: OutboundAnswer,
  way: ClientAuthWay,
  parts: TokenRequestParts,
  { settings, metadata, pending, plan, attempt }: Redemption,
): Promise<RedeemedCode> {
  const read = readTokenAnswer(answer)
  attempt.hide(read.idToken, read.accessToken, read.refreshToken)
  attempt.stage('token', 'ok', {
    ...evidenceOf(answer),
    clientAuth: way.name,
    pkce: pending.verifier !== null,
    scope: read.scope,
  })
  const idToken = await openRecorded(read.idToken, signatureRules(parts.keys, settings, metadata, plan), attempt)
  noteOddities(idToken, metadata, attempt)
  const now = parts.clock.now()
  const providerAhead = clockDifference(answer, now)
  const expected = {
    issuer: metadata.issuer,
    issuers: acceptedIssuers(settings, metadata),
    clientId: settings.clientId!,
    nonce: pending.nonce,
    accessToken: read.accessToken,
    now,
    providerAhead,
  }
  checkIdToken(idToken, expected, attempt)
  attempt.stage('id-token', 'ok', { ...idToken.header, providerAhead })
  return { answer: { ...read, idToken: idToken.signed }, idToken }
}

/**
 * Who it is at a provider without OpenID Connect: whoever the provider's API says holds the access token. The token came straight from the
 * token endpoint, for a code that is bound to this browser by state and PKCE, so it is nobody else's. Throws SsoFault.
 */
async function provenByUserinfo(
  answer: OutboundAnswer,
  way: ClientAuthWay,
  parts: TokenRequestParts,
  { settings, metadata, plan, pending, attempt }: Redemption,
): Promise<RedeemedCode> {
  const read = readRefreshAnswer(answer)
  const { accessToken } = read
  attempt.hide(accessToken, read.refreshToken)
  const pkce = pending.verifier !== null
  attempt.stage('token', 'ok', { ...evidenceOf(answer), clientAuth: way.name, pkce, scope: read.scope })
  if (accessToken === null) throw new SsoFault('userinfo-identity', { reason: 'no access token was given' })
  const rules = signatureRules(parts.keys, settings, metadata, plan)
  const request = { settings, metadata, accessToken, subject: null, attempt, rules }
  const claims = await askUserinfo(parts.outbound, request).catch((error: unknown) => {
    const fault = faultWithin(error)
    const reason = fault?.facts['reason'] ?? fault?.code ?? (error as Error).message
    throw new SsoFault('userinfo-identity', { url: metadata.userinfo_endpoint, ...fault?.facts, reason }, error)
  })
  return { answer: { ...read, idToken: '' }, idToken: { signed: '', header: { alg: 'none' }, claims } }
}

/**
 * Only what openid-client looks at, so that what a provider adds, or writes in a form of its own (`auth_time` as a text), cannot break
 * anything. It reads the claims, and leaves the signature to us.
 */
const asLibraryAnswer = ({ answer, idToken }: RedeemedCode): Response =>
  Response.json({ access_token: answer.accessToken ?? 'none', token_type: 'bearer', id_token: asLibraryToken(idToken) })

function asLibraryToken({ signed, claims }: VerifiedToken): string {
  const [header, , signature] = signed.split('.')
  const { iss, sub, azp, exp, iat, nbf, nonce } = claims
  const aud = [...new Set([claims['aud']].flat())]
  const checked = JSON.stringify({ iss, sub, aud, azp, exp, iat, nbf, nonce })
  return [header, Buffer.from(checked).toString('base64url'), signature].join('.')
}

/** Seconds by which the provider's clock is ahead of ours, by the Date header of its answer. */
export function clockDifference(answer: OutboundAnswer, now: number): number | null {
  const date = Date.parse(answer.headers['date'] ?? '')
  return Number.isNaN(date) ? null : Math.round((date - now) / 1000)
}

/** What openid-client refused although our checks were content, or what broke: a defect of ours until it has a name. */
export const asSsoFault = (error: unknown): SsoFault => {
  const known = faultWithin(error)
  if (known) return known
  const { message, code } = (error ?? {}) as { message?: string; code?: string }
  return new SsoFault('unexpected', { message: message ?? String(error), errorCode: code }, error)
}
