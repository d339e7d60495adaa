import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Outbound } from '../base/outbound.ts'
import { type Attempt, asCameBack, createAttempt, newAttemptRecord } from './attempt.ts'
import { authorizationRequest, type BeginAsked, checkSettings, firstRound } from './begin.ts'
import {
  type CallbackAnswer,
  checkIssuer,
  checkMode,
  checkOrigin,
  checkSameProvider,
  checkShape,
  contentOf,
  parameterOf,
  pendingOf,
  stateOf,
} from './checks/callback.ts'
import { checkProofIsNew } from './checks/id-token.ts'
import type { PublishedKeys } from './checks/keys.ts'
import { openResponse } from './checks/signed-response.ts'
import type { Discovery } from './discovery/discovery.ts'
import type { GoodDocuments } from './discovery/good-documents.ts'
import { catalogue } from './faults/catalogue.ts'
import { faultWithin, SsoFault } from './faults/sso-fault.ts'
import { findingsOf, findingsOfAddresses } from './findings.ts'
import { proveTokens, type Returning } from './front-channel.ts'
import { identify, type VerifiedIdentity } from './identity.ts'
import { lessonOf } from './negotiate/again.ts'
import { secretsOf } from './negotiate/client-auth.ts'
import { learn, recallLearned } from './negotiate/learned.ts'
import { negotiate } from './negotiate/negotiate.ts'
import { noteAskable } from './oddities.ts'
import type { PendingSignIn, ProviderDirectory, SignInStore } from './ports.ts'
import { profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'
import { witnessed } from './record/witness.ts'
import { refuseAttempt, type SignInRefused } from './refusal.ts'
import { authenticationTime, sessionTokensOf } from './session-tokens.ts'
import { checkAsker, type Drafts, markAsTest, partsOf } from './sign-in-test.ts'
import { signatureRules } from './signature-rules.ts'
import { fetchUserinfo } from './userinfo.ts'
import type { IssuerKeys } from './workload/issuer-keys.ts'

export interface FinishedSignIn {
  identity: VerifiedIdentity
  returnTo: string
  /** Nobody asked to sign in: a session that was not heard of for too long was to go on. */
  silent: boolean
  attempt: Attempt
}

/** Where the browser goes, to sign in once more without the person's doing. */
export interface SentRound {
  again: string
}

export interface Flow {
  /** Keeps what the sign-in needs and returns where to send the browser. @throws SignInRefused */
  begin(asked: BeginAsked): Promise<{ url: string; attemptId: string }>
  /**
   * Proves who came back, or sends the person round once more where the provider's refusal taught how to ask. The attempt stays open
   * until `signedIn` or `refuse`. @throws SignInRefused
   */
  finish(answer: CallbackAnswer): Promise<FinishedSignIn | SentRound>
  /** `written` tells what of it is in the database now. */
  signedIn(attempt: Attempt, username: string, written?: Record<string, unknown>): Promise<void>
  /** Ends the attempt by what was thrown, explained. */
  refuse(attempt: Attempt, thrown: unknown): Promise<SignInRefused>
  /** Ends the attempt of a test that went well. */
  tested(attempt: Attempt): Promise<void>
  /** An attempt that ends before it began: a wrong address, an answer that fits nothing. */
  refuseAtOnce(provider: string, thrown: unknown): Promise<SignInRefused>
}

export interface FlowParts {
  providers: ProviderDirectory
  store: SignInStore
  drafts: Drafts
  outbound: Outbound
  discovery: Discovery
  documents: GoodDocuments
  keys: PublishedKeys
  issuerKeys: IssuerKeys
  clock: Clock
  log: Log
  publicUrl: string
}

export function createFlow(parts: FlowParts): Flow {
  const { store, clock, log } = parts
  const open = (provider: string): Attempt => createAttempt(newAttemptRecord(provider, clock), clock)
  /** In the words of the settings with which it was made, as far as they are still known. */
  const refuse = async (attempt: Attempt, thrown: unknown) =>
    refuseAttempt(await partsOf(parts, attempt.test).catch(() => parts), attempt, thrown)
  return {
    refuse,
    refuseAtOnce: (provider, thrown) => refuse(open(provider), thrown),
    async begin(asked) {
      const attempt = open(asked.provider)
      try {
        markAsTest(attempt, asked.test ?? null)
        const work = await partsOf(parts, attempt.test)
        const { url, pending } = await witnessed(attempt.witness, () => start(work, asked, attempt))
        await store.save(attempt.record)
        await store.keep(pending, asked.browser)
        return { url: url.href, attemptId: attempt.record.id }
      } catch (error) {
        throw quietIf(asked.prompt === 'none', await refuse(attempt, error), asked.returnTo)
      }
    },
    async finish(answer) {
      let attempt = open(answer.provider)
      let pending: PendingSignIn | undefined
      try {
        attempt.check('the answer has one of each parameter, and a state', () => checkShape(answer))
        const taken = await store.take(stateOf(answer)!, answer.browser)
        pending = attempt.check('the state is of a sign-in of this browser', () =>
          pendingOf(taken, answer, clock.now()),
        )
        const record = await store.load(pending.attemptId)
        const known = record ? attempt.continued(asCameBack(record)) : attempt
        attempt = known
        const came = pending
        markAsTest(known, came.test)
        checkAsker(came.test, answer.asker ?? null)
        const work = await partsOf(parts, came.test)
        return await witnessed(known.witness, () => prove(work, answer, came, known))
      } catch (error) {
        throw quietIf(pending?.prompt === 'none', await refuse(attempt, error), pending?.returnTo ?? '/')
      }
    },
    async tested(attempt) {
      const { record } = attempt
      Object.assign(record, { outcome: 'tested', endedAt: clock.now() })
      await store.save(record)
      log.info({ attempt: record.id, provider: record.provider, by: attempt.test?.by }, 'a sign-in was tested')
    },
    async signedIn(attempt, username, written = {}) {
      const { record } = attempt
      attempt.stage('session', 'ok', { username, ...written })
      await parts.documents.proven(record)
      Object.assign(record, { outcome: 'signed-in', endedAt: clock.now(), username })
      await store.save(record)
      const { mended } = record.evidence
      log.info({ attempt: record.id, provider: record.provider, username, mended }, 'signed in')
    },
  }
}

/** Whoever did not ask to sign in is told of no failure. */
function quietIf(silent: boolean, refused: SignInRefused, returnTo: string): SignInRefused {
  if (silent) refused.quietFor = returnTo
  return refused
}

async function settingsOf({ providers }: FlowParts, id: string): Promise<ProviderSettings> {
  const settings = await providers.get(id)
  if (settings) return settings
  const known = (await providers.list()).map((each) => each.id)
  throw new SsoFault('provider-unknown', { provider: id, known: known.length > 0 ? known : undefined })
}

/** The steps of the way there, in order; each refuses by its own code. */
async function start(parts: FlowParts, asked: BeginAsked, attempt: Attempt, round = firstRound) {
  const settings = await settingsOf(parts, asked.provider)
  attempt.hide(...secretsOf(settings), asked.browser)
  checkSettings(settings, attempt)
  const findings = findingsOf(settings, parts.publicUrl)
  attempt.stage('config', findings.length > 0 ? 'warning' : 'ok', {
    issuer: settings.issuer,
    clientId: settings.clientId,
    secret: settings.clientSecret ? 'set' : 'not set',
    profile: profileFor(settings.profile, settings.issuer).name,
    ...(findings.length > 0 && { findings }),
  })
  const metadata = await parts.discovery.fresh(settings, attempt)
  const plan = negotiate(settings, metadata, await recallLearned(parts.store, settings, metadata))
  plan.findings.push(...findingsOfAddresses(settings, metadata, parts.publicUrl))
  const all = [...findings, ...plan.findings]
  if (all.length > 0)
    parts.log.warn({ provider: settings.id, issuer: settings.issuer, findings: all }, 'not as it should be')
  return authorizationRequest(parts, { settings, metadata, plan, asked, attempt, round })
}

/** The steps of the way back, in order; each refuses by its own code. */
async function prove(
  parts: FlowParts,
  came: CallbackAnswer,
  pending: PendingSignIn,
  attempt: Attempt,
): Promise<FinishedSignIn | SentRound> {
  attempt.check('the answer came to the address of the provider that was asked', () => checkOrigin(came, pending))
  attempt.check('the answer came by the way that was asked for', () => checkMode(came, pending))
  const settings = await settingsOf(parts, pending.provider)
  attempt.hide(...secretsOf(settings), pending.state, pending.nonce, pending.verifier)
  attempt.stage('callback', 'ok', { method: came.method, parameters: Object.keys(came.parameters) })
  const metadata = await parts.discovery.recent(settings, attempt)
  attempt.check('the provider is the one that was asked', () => checkSameProvider(metadata, pending))
  // As it was begun, whatever was set since.
  const { responseType, responseMode } = pending
  const asBegun = { ...settings, responseType, responseMode }
  const plan = negotiate(asBegun, metadata, await recallLearned(parts.store, settings, metadata))
  const returning: Returning = { settings, metadata, pending, plan, attempt }
  try {
    return await proveIdentity(parts, returning, await opened(parts, returning, came))
  } catch (error) {
    const url = await roundAgain(parts, returning, error, came.browser!)
    if (url === null) throw error
    return { again: url }
  }
}

/** The answer's parameters, out of their token where they came signed. */
async function opened(parts: FlowParts, { settings, metadata, pending, plan }: Returning, came: CallbackAnswer) {
  const response = parameterOf(came, 'response')
  if (response === null) return came
  const { clientId, now, state } = { clientId: settings.clientId!, now: parts.clock.now(), state: pending.state }
  const rules = signatureRules(parts.keys, settings, metadata, plan)
  return openResponse(came, response, rules, { issuer: metadata.issuer, clientId, now, state })
}

async function proveIdentity(parts: FlowParts, returning: Returning, answer: CallbackAnswer): Promise<FinishedSignIn> {
  const { settings, metadata, pending, plan, attempt } = returning
  attempt.hide(...['code', 'id_token', 'access_token'].map((name) => parameterOf(answer, name)))
  attempt.check('the answer names the issuer that was asked', () => checkIssuer(answer, metadata, pending))
  const content = attempt.check('the provider gave what was asked for', () => contentOf(answer, pending))
  const { answer: given, idToken } = await proveTokens(parts, returning, answer, content)
  if (pending.prompt === 'login')
    attempt.check('the person gave proof anew', () => checkProofIsNew(idToken, pending.startedAt))
  const subject = idToken.claims['sub'] as string
  const rules = signatureRules(parts.keys, settings, metadata, plan)
  attempt.received = { idToken: idToken.claims, userinfo: null }
  const userinfo = await fetchUserinfo(parts.outbound, {
    settings,
    metadata,
    attempt,
    accessToken: given.accessToken,
    subject,
    rules,
  })
  attempt.received = { idToken: idToken.claims, userinfo }
  const identity = await identify(parts, {
    ...{ settings, metadata, attempt, subject, rules },
    idToken: idToken.claims,
    userinfo: userinfo ?? {},
    accessToken: given.accessToken,
  })
  const now = parts.clock.now()
  const tokens = sessionTokensOf({
    issuer: metadata.issuer,
    clientId: settings.clientId!,
    nonce: pending.nonce,
    claims: idToken.claims,
    answer: given,
    isAccessTokenUsable: userinfo !== null,
    groupsSaid: identity.groups !== null,
    now,
  })
  noteAskable(tokens, plan, given.scope, attempt, now)
  // Without a page nobody gave proof of anything now.
  const authenticatedAt = authenticationTime(idToken.claims, now) ?? (pending.prompt === 'none' ? null : now)
  const silent = pending.prompt === 'none'
  return { identity: { ...identity, authenticatedAt, tokens }, returnTo: pending.returnTo, silent, attempt }
}

/** Where the refusal taught something that another round can use: the address with which the person is sent there. */
async function roundAgain(
  parts: FlowParts,
  returning: Returning,
  thrown: unknown,
  browser: string,
): Promise<string | null> {
  const { settings, metadata, pending, attempt } = returning
  const fault = faultWithin(thrown)
  const lesson = fault && lessonOf({ ...returning, fault, now: parts.clock.now() })
  if (!lesson) return null
  attempt.stage(catalogue[fault.code].stage, 'warning', { ...fault.facts, refused: fault.code, sentRound: true })
  const { error } = fault.facts
  if (lesson.learned.refusedScopes && error !== 'invalid_scope')
    attempt.mended('error-code-mislabelled', { calledWas: error ?? 'nothing' })
  await learn(parts.store, settings, metadata, lesson.learned)
  const asked: BeginAsked = {
    provider: pending.provider,
    returnTo: pending.returnTo,
    browser,
    host: pending.startHost,
    ...(pending.loginHint !== null && { loginHint: pending.loginHint }),
    ...(pending.prompt !== null && { prompt: pending.prompt }),
    test: pending.test,
  }
  const round = { number: pending.round + 1, refusedWays: lesson.refusedWays }
  const next = await start(parts, asked, attempt, round)
  await parts.store.save(attempt.record)
  await parts.store.keep(next.pending, browser)
  return next.url.href
}
