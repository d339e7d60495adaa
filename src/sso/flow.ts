import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Outbound } from '../base/outbound.ts'
import { type Attempt, createAttempt, newAttemptRecord } from './attempt.ts'
import { authorizationRequest, type BeginAsked, checkSettings } from './begin.ts'
import { plannedAlgorithms } from './checks/algorithms.ts'
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
import { isLoopbackIssuer } from './discovery/issuer.ts'
import { catalogue, type FaultCode } from './faults/catalogue.ts'
import { explain, visitorText } from './faults/explain.ts'
import { SsoFault } from './faults/sso-fault.ts'
import { admit, identityOf, type VerifiedIdentity } from './identity.ts'
import type { PendingSignIn, ProviderDirectory, SignInStore } from './ports.ts'
import { profileFor, wordsOf } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'
import { asSsoFault, keySources, redeemCode } from './token-request.ts'
import { fetchUserinfo } from './userinfo.ts'

/** A sign-in that ended by a known cause: all that a stranger may read. The administrator reads the attempt. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused'
  readonly code: FaultCode
  readonly attemptId: string
  readonly title: string
  /** RFC 6749 4.1.2.1. */
  readonly oauthError: string

  constructor(code: FaultCode, attemptId: string, cause: unknown) {
    const { title, message } = visitorText(code)!
    super(message, { cause })
    this.code = code
    this.attemptId = attemptId
    this.title = title
    this.oauthError = catalogue[code].oauthError ?? 'server_error'
  }
}

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
  const { store, clock, log, discovery, publicUrl } = parts

  const settingsOf = async (id: string): Promise<ProviderSettings> => {
    const settings = await parts.providers.get(id)
    if (settings) return settings
    const known = (await parts.providers.list()).map((each) => each.id)
    throw new SsoFault('provider-unknown', { provider: id, known: known.length > 0 ? known : undefined })
  }

  /** What the words of a mend may name. */
  const commonFacts = async (attempt: Attempt): Promise<Record<string, unknown>> => {
    const settings = await parts.providers.get(attempt.record.provider)
    const authorize = attempt.record.stages.find(({ stage }) => stage === 'authorize')?.evidence
    return {
      provider: attempt.record.provider,
      publicUrl,
      issuer: settings?.issuer,
      clientId: settings?.clientId,
      ...authorize,
    }
  }

  const refuse = async (attempt: Attempt, thrown: unknown): Promise<SignInRefused> => {
    const fault = asSsoFault(thrown)
    const { record } = attempt
    const settings = await parts.providers.get(record.provider)
    attempt.hide(settings?.clientSecret)
    const evidence = attempt.redact({ ...fault.facts })
    const facts = { ...(await commonFacts(attempt)), ...evidence }
    const profile = profileFor(settings?.profile ?? 'auto', settings?.issuer ?? null)
    const { happened, mend } = explain(fault.code, facts, wordsOf(profile))
    attempt.stage(catalogue[fault.code].stage, 'error', evidence)
    Object.assign(record, { outcome: 'failed', code: fault.code, endedAt: clock.now(), mend })
    record.evidence = { ...record.evidence, ...evidence, happened }
    await store.save(record)
    const line = { attempt: record.id, provider: record.provider, code: fault.code, evidence, mend }
    if (fault.code === 'unexpected') log.error({ ...line, err: fault.cause }, 'a sign-in failed by an error of ours')
    else log.warn(line, happened)
    return new SignInRefused(fault.code, record.id, fault)
  }

  const open = (provider: string): Attempt => createAttempt(newAttemptRecord(provider, clock), clock)
  const refuseAtOnce = (provider: string, thrown: unknown) => refuse(open(provider), thrown)

  /** The steps of the way back, in order; each refuses by its own code. */
  const prove = async (answer: CallbackAnswer, pending: PendingSignIn, attempt: Attempt): Promise<FinishedSignIn> => {
    checkOrigin(answer, pending)
    const settings = await settingsOf(pending.provider)
    attempt.hide(settings.clientSecret, pending.state, pending.nonce, pending.verifier, parameterOf(answer, 'code'))
    attempt.stage('callback', 'ok', { method: answer.method, parameters: Object.keys(answer.parameters) })
    const metadata = await discovery.recent(settings, attempt)
    checkIssuer(answer, metadata, pending)
    const code = codeOrRefusal(answer, { responseType: 'code', redirectUri: pending.redirectUri })
    const redemption = { settings, metadata, pending, code, iss: parameterOf(answer, 'iss'), attempt }
    const { answer: tokens, idToken } = await redeemCode(parts, redemption)
    const subject = idToken.claims['sub'] as string
    const rules = {
      algorithms: plannedAlgorithms(settings, metadata),
      clientSecret: settings.clientSecret,
      keys: parts.keys,
      sources: keySources(settings, metadata),
    }
    const { accessToken } = tokens
    const userinfo = await fetchUserinfo(parts.outbound, { settings, metadata, accessToken, subject, attempt, rules })
    const identity = identityOf(settings, metadata.issuer, idToken.claims, userinfo, attempt)
    admit(settings, identity)
    return { identity: { ...identity, idToken: tokens.idToken }, returnTo: pending.returnTo, attempt }
  }

  return {
    refuse,
    refuseAtOnce,
    async begin(asked) {
      const attempt = open(asked.provider)
      try {
        const settings = await settingsOf(asked.provider)
        attempt.hide(settings.clientSecret, asked.browser)
        checkSettings(settings, attempt)
        const isHttp = isLoopbackIssuer(settings.issuer!)
        attempt.stage('config', isHttp ? 'warning' : 'ok', {
          issuer: settings.issuer,
          clientId: settings.clientId,
          secret: settings.clientSecret ? 'set' : 'not set',
          profile: profileFor(settings.profile, settings.issuer).name,
          ...(isHttp && { finding: 'http-issuer-loopback' }),
        })
        const metadata = await discovery.fresh(settings, attempt)
        const { url, pending } = await authorizationRequest(settings, metadata, asked, attempt, publicUrl)
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
        return await prove(answer, pending, attempt)
      } catch (error) {
        throw await refuse(attempt, error)
      }
    },
    async signedIn(attempt, username) {
      const { record } = attempt
      attempt.stage('session', 'ok', { username })
      Object.assign(record, { outcome: 'signed-in', endedAt: clock.now(), username })
      await store.save(record)
      log.info(
        { attempt: record.id, provider: record.provider, username, mended: record.evidence['mended'] },
        'signed in',
      )
    },
  }
}
