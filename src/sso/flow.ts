import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Outbound } from '../base/outbound.ts'
import { type Attempt, createAttempt, newAttemptRecord } from './attempt.ts'
import { authorizationRequest, type BeginAsked, checkSettings } from './begin.ts'
import {
  type CallbackAnswer,
  checkIssuer,
  checkOrigin,
  checkShape,
  codeOrRefusal,
  parameterOf,
  pendingOf,
} from './checks/callback.ts'
import type { PublishedKeys } from './checks/keys.ts'
import type { Discovery } from './discovery/discovery.ts'
import { isPlainHttp } from './discovery/issuer.ts'
import type { FaultCode } from './faults/catalogue.ts'
import { SsoFault } from './faults/sso-fault.ts'
import { identify, type VerifiedIdentity } from './identity.ts'
import type { PendingSignIn, ProviderDirectory, SignInStore } from './ports.ts'
import { profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'
import { refuseAttempt, type SignInRefused } from './refusal.ts'
import { authenticationTime, sessionTokensOf } from './session-tokens.ts'
import { redeemCode, signatureRules } from './token-request.ts'
import { fetchUserinfo } from './userinfo.ts'

export interface FinishedSignIn {
  identity: VerifiedIdentity
  returnTo: string
  attempt: Attempt
}

export interface Flow {
  /** Keeps what the sign-in needs and returns where to send the browser. @throws SignInRefused */
  begin(asked: BeginAsked): Promise<{ url: string; attemptId: string }>
  /** Proves who came back. The attempt stays open until `signedIn` or `refuse`. @throws SignInRefused */
  finish(answer: CallbackAnswer): Promise<FinishedSignIn>
  signedIn(attempt: Attempt, username: string): Promise<void>
  /** Ends the attempt by what was thrown, explained. */
  refuse(attempt: Attempt, thrown: unknown): Promise<SignInRefused>
  /** An attempt that ends before it began: a wrong address, an answer that fits nothing. */
  refuseAtOnce(provider: string, thrown: unknown): Promise<SignInRefused>
}

export interface FlowParts {
  providers: ProviderDirectory
  store: SignInStore
  outbound: Outbound
  discovery: Discovery
  keys: PublishedKeys
  clock: Clock
  log: Log
  publicUrl: string
}

export function createFlow(parts: FlowParts): Flow {
  const { store, clock, log } = parts
  const open = (provider: string): Attempt => createAttempt(newAttemptRecord(provider, clock), clock)
  const refuse = (attempt: Attempt, thrown: unknown) => refuseAttempt(parts, attempt, thrown)
  return {
    refuse,
    refuseAtOnce: (provider, thrown) => refuse(open(provider), thrown),
    async begin(asked) {
      const attempt = open(asked.provider)
      try {
        const { url, pending } = await start(parts, asked, attempt)
        await store.save(attempt.record)
        await store.keep(pending, asked.browser)
        return { url: url.href, attemptId: attempt.record.id }
      } catch (error) {
        throw await refuse(attempt, error)
      }
    },
    async finish(answer) {
      let attempt = open(answer.provider)
      try {
        checkShape(answer)
        const taken = await store.take(parameterOf(answer, 'state')!, answer.browser)
        const pending = pendingOf(taken, answer, clock.now())
        const record = await store.load(pending.attemptId)
        if (record) attempt = createAttempt(record, clock)
        return await prove(parts, answer, pending, attempt)
      } catch (error) {
        throw await refuse(attempt, error)
      }
    },
    async signedIn(attempt, username) {
      const { record } = attempt
      attempt.stage('session', 'ok', { username })
      Object.assign(record, { outcome: 'signed-in', endedAt: clock.now(), username })
      await store.save(record)
      const { mended } = record.evidence
      log.info({ attempt: record.id, provider: record.provider, username, mended }, 'signed in')
    },
  }
}

async function settingsOf({ providers }: FlowParts, id: string): Promise<ProviderSettings> {
  const settings = await providers.get(id)
  if (settings) return settings
  const known = (await providers.list()).map((each) => each.id)
  throw new SsoFault('provider-unknown', { provider: id, known: known.length > 0 ? known : undefined })
}

/** What does not stop a sign-in and should be known all the same. */
const findingsOf = (settings: ProviderSettings): FaultCode[] => [
  ...(isPlainHttp(settings.issuer ?? settings.endpoints.token_endpoint!) ? (['http-issuer-loopback'] as const) : []),
  ...(settings.authMethod === 'implicit' ? (['implicit-not-used'] as const) : []),
]

/** The steps of the way there, in order; each refuses by its own code. */
async function start(parts: FlowParts, asked: BeginAsked, attempt: Attempt) {
  const settings = await settingsOf(parts, asked.provider)
  attempt.hide(settings.clientSecret, asked.browser)
  checkSettings(settings, attempt)
  const findings = findingsOf(settings)
  attempt.stage('config', findings.length > 0 ? 'warning' : 'ok', {
    issuer: settings.issuer,
    clientId: settings.clientId,
    secret: settings.clientSecret ? 'set' : 'not set',
    profile: profileFor(settings.profile, settings.issuer).name,
    ...(findings.length > 0 && { findings }),
  })
  if (findings.length > 0)
    parts.log.warn({ provider: settings.id, issuer: settings.issuer, findings }, 'not as it should be')
  const metadata = await parts.discovery.fresh(settings, attempt)
  return authorizationRequest(settings, metadata, asked, attempt, parts.publicUrl)
}

/** The steps of the way back, in order; each refuses by its own code. */
async function prove(
  parts: FlowParts,
  answer: CallbackAnswer,
  pending: PendingSignIn,
  attempt: Attempt,
): Promise<FinishedSignIn> {
  checkOrigin(answer, pending)
  const settings = await settingsOf(parts, pending.provider)
  attempt.hide(settings.clientSecret, pending.state, pending.nonce, pending.verifier, parameterOf(answer, 'code'))
  attempt.stage('callback', 'ok', { method: answer.method, parameters: Object.keys(answer.parameters) })
  const metadata = await parts.discovery.recent(settings, attempt)
  checkIssuer(answer, metadata, pending)
  const code = codeOrRefusal(answer, { responseType: 'code', redirectUri: pending.redirectUri })
  const redemption = { settings, metadata, pending, code, iss: parameterOf(answer, 'iss'), attempt }
  const { answer: given, idToken } = await redeemCode(parts, redemption)
  const userinfo = await fetchUserinfo(parts.outbound, {
    settings,
    metadata,
    attempt,
    accessToken: given.accessToken,
    subject: idToken.claims['sub'] as string,
    rules: signatureRules(parts.keys, settings, metadata),
  })
  const said = { settings, issuer: metadata.issuer, idToken: idToken.claims, userinfo: userinfo ?? {}, attempt }
  const identity = identify(said)
  const now = parts.clock.now()
  const tokens = sessionTokensOf({
    issuer: metadata.issuer,
    clientId: settings.clientId!,
    nonce: pending.nonce,
    claims: idToken.claims,
    answer: given,
    isAccessTokenUsable: userinfo !== null,
    now,
  })
  const authenticatedAt = authenticationTime(idToken.claims) ?? now
  return { identity: { ...identity, authenticatedAt, tokens }, returnTo: pending.returnTo, attempt }
}
