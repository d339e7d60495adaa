import {
  allowInsecureRequests,
  authorizationCodeGrant,
  Configuration,
  clockTolerance,
  customFetch,
} from 'openid-client'
import type { Clock } from '../base/clock.ts'
import type { Outbound, OutboundAnswer } from '../base/outbound.ts'
import type { Attempt } from './attempt.ts'
import { plannedAlgorithms } from './checks/algorithms.ts'
import { explainedRefusal, isClientRefusal } from './checks/client-refusal.ts'
import { checkIdToken, clockTolerance as tolerance } from './checks/id-token.ts'
import type { KeySource, PublishedKeys } from './checks/keys.ts'
import { type SignatureRules, type VerifiedToken, verifySignature } from './checks/signature.ts'
import { readTokenAnswer, type TokenAnswer } from './checks/token-answer.ts'
import { type ClientAuthWay, clientAuthWays } from './client-auth.ts'
import { askProvider } from './connection.ts'
import { evidenceOf, type ProviderMetadata } from './discovery/document.ts'
import { atEndpoint, networkFault } from './faults/from-network.ts'
import { faultWithin, SsoFault } from './faults/sso-fault.ts'
import type { PendingSignIn, SignInStore } from './ports.ts'
import { profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'

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
  /** `code`, and `iss` where it came. */
  code: string
  iss: string | null
  attempt: Attempt
}

export interface RedeemedCode {
  answer: TokenAnswer
  idToken: VerifiedToken
}

/**
 * Redeems the code. openid-client drives the exchange and validates the answer by its own rules; our checks stand at the wire, before
 * it, so that each refusal has a name, and so that the signature is proven for every algorithm (openid-client leaves that to TLS). Both
 * must be content. One way of client authentication per request; another one is tried only when the provider refused ours.
 */
export async function redeemCode(parts: TokenRequestParts, redemption: Redemption): Promise<RedeemedCode> {
  const { settings, metadata, attempt } = redemption
  const learned = await parts.store.recall(settings.id, learnedName(settings))
  const ways = clientAuthWays(settings, metadata, learned)
  const tried: string[] = []
  for (const [index, way] of ways.entries()) {
    tried.push(way.name)
    try {
      const redeemed = await redeemBy(way, parts, redemption)
      if (way.name !== learned && tried.length > 1)
        await parts.store.remember(settings.id, learnedName(settings), way.name)
      return redeemed
    } catch (error) {
      const fault = faultWithin(error)
      if (!fault) throw error
      if (isClientRefusal(fault) && index < ways.length - 1) {
        attempt.stage('token', 'warning', { ...fault.facts, clientAuth: way.name, refused: fault.code })
        continue
      }
      const explained = explainedRefusal(fault, settings, tried)
      if (explained.code === 'client-auth-method-unsupported')
        await parts.store.remember(settings.id, learnedName(settings), way.name)
      throw explained
    }
  }
  throw new Error('no way of client authentication to try')
}

export const learnedName = (settings: ProviderSettings): string => `client-auth ${settings.issuer} ${settings.clientId}`

async function redeemBy(way: ClientAuthWay, parts: TokenRequestParts, redemption: Redemption): Promise<RedeemedCode> {
  const { settings, metadata, pending, code, iss } = redemption
  const server = { ...metadata, id_token_signing_alg_values_supported: plannedAlgorithms(settings, metadata) }
  const client = { client_id: settings.clientId!, [clockTolerance]: tolerance }
  const configuration = new Configuration(server, settings.clientId!, client, way.apply)
  // NOTE: `base/outbound.ts` decides where plain http may go.
  allowInsecureRequests(configuration)
  let redeemed: RedeemedCode | undefined
  configuration[customFetch] = async (url, { body, headers }) => {
    const answer = await callTokenEndpoint(parts.outbound, settings, url, String(body), headers)
    redeemed = await readAnswer(answer, way, parts, redemption)
    return asLibraryAnswer(redeemed.answer)
  }
  const current = new URL(pending.redirectUri)
  current.searchParams.set('code', code)
  current.searchParams.set('state', pending.state)
  if (iss !== null) current.searchParams.set('iss', iss)
  await authorizationCodeGrant(configuration, current, {
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    idTokenExpected: true,
    ...(pending.verifier !== null && { pkceCodeVerifier: pending.verifier }),
  })
  if (!redeemed) throw new Error('the token endpoint was not asked')
  return redeemed
}

export async function callTokenEndpoint(
  outbound: Outbound,
  settings: ProviderSettings,
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<OutboundAnswer> {
  try {
    return await askProvider(outbound, settings, url, { method: 'POST', body, headers })
  } catch (error) {
    throw atEndpoint(await networkFault(error, settings), 'token-unreachable', url)
  }
}

async function readAnswer(
  answer: OutboundAnswer,
  way: ClientAuthWay,
  parts: TokenRequestParts,
  { settings, metadata, pending, attempt }: Redemption,
): Promise<RedeemedCode> {
  const read = readTokenAnswer(answer)
  attempt.hide(read.idToken, read.accessToken, read.refreshToken)
  attempt.stage('token', 'ok', {
    ...evidenceOf(answer),
    clientAuth: way.name,
    pkce: pending.verifier !== null,
    scope: read.scope,
  })
  const idToken = await verifySignature(read.idToken, signatureRules(parts.keys, settings, metadata))
  if (idToken.header.alg.startsWith('HS')) attempt.mended('alg-hs256', { alg: idToken.header.alg })
  const now = parts.clock.now()
  const providerAhead = clockDifference(answer, now)
  checkIdToken(idToken, {
    issuer: metadata.issuer,
    clientId: settings.clientId!,
    nonce: pending.nonce,
    accessToken: read.accessToken,
    now,
    providerAhead,
  })
  attempt.stage('id-token', 'ok', { ...idToken.header, claims: Object.keys(idToken.claims), providerAhead })
  return { answer: read, idToken }
}

/** By what this provider's signatures are proven. `cooldown` as in KeySource. */
export const signatureRules = (
  keys: PublishedKeys,
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  cooldown = 0,
): SignatureRules => ({
  algorithms: plannedAlgorithms(settings, metadata),
  clientSecret: settings.clientSecret,
  keys,
  sources: keySources(settings, metadata, cooldown),
})

/** `jwks_uri`, and where the provider has keys of one application, those. */
function keySources(settings: ProviderSettings, metadata: ProviderMetadata, cooldown: number): KeySource[] {
  const source: KeySource = { url: metadata.jwks_uri, connection: settings, cooldown }
  const parameter = profileFor(settings.profile, metadata.issuer, metadata).jwksApplicationParameter
  if (!parameter) return [source]
  const url = new URL(metadata.jwks_uri)
  url.searchParams.set(parameter, settings.clientId!)
  return [source, { ...source, url: url.href }]
}

/** Only the fields that are used, so that what a provider adds cannot break anything. */
const asLibraryAnswer = (answer: TokenAnswer): Response =>
  Response.json({ access_token: answer.accessToken ?? 'none', token_type: 'bearer', id_token: answer.idToken })

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
