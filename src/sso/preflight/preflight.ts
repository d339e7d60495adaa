import type { Attempt } from '../attempt.ts'
import { createAttempt, newAttemptRecord } from '../attempt.ts'
import { authorizationRequest, checkSettings, firstRound } from '../begin.ts'
import type { ProviderMetadata } from '../discovery/document.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { networkFault } from '../faults/from-network.ts'
import { faultWithin, SsoFault } from '../faults/sso-fault.ts'
import { findingsOf, findingsOfAddresses } from '../findings.ts'
import type { FlowParts } from '../flow.ts'
import { lessonOf } from '../negotiate/again.ts'
import { isSymmetric } from '../negotiate/algorithms.ts'
import { isSecondSpelling, secretsOf } from '../negotiate/client-auth.ts'
import { recallLearned } from '../negotiate/learned.ts'
import { negotiate } from '../negotiate/negotiate.ts'
import { describePlan, hasCode, type SignInPlan } from '../negotiate/plan.ts'
import type { PendingSignIn } from '../ports.ts'
import { profileFor } from '../profiles/profiles.ts'
import type { ProviderSettingFault, ProviderSettings } from '../provider.ts'
import { signatureRules } from '../signature-rules.ts'
import { asSsoFault } from '../token-request.ts'
import { type Probe, probeAuthorize } from './authorize-probe.ts'
import { type Check, type CheckContext, found, ok, skipped } from './check.ts'
import { checkBackchannel, checkWayOut } from './logout-checks.ts'
import { lookFurther } from './look-further.ts'
import { checkOwnAddress } from './own-address.ts'
import { probeToken } from './token-probe.ts'

export interface Preflight {
  /** Everything about a provider that can be known before anybody signs in, in the order in which a sign-in would meet it. */
  preflight(settings: ProviderSettings): Promise<Check[]>
}

/** What one step leaves for the next. */
interface State {
  context: CheckContext
  attempt: Attempt
  metadata?: ProviderMetadata
  plan?: SignInPlan
  url?: URL
  redirectUri?: string
  /** Whether a sign-in could begin with these settings. */
  isComplete?: true
  pending?: PendingSignIn
}

type Step = (parts: FlowParts, state: State) => Promise<Check[]>

export function createPreflight(parts: FlowParts): Preflight {
  return {
    async preflight(settings) {
      const attempt = createAttempt(newAttemptRecord(settings.id, parts.clock), parts.clock)
      attempt.hide(...secretsOf(settings))
      const state: State = { context: { settings, publicUrl: parts.publicUrl, asked: {} }, attempt }
      const checks: Check[] = []
      for (const { name, step, needs } of steps) {
        if (!needs.every((need) => state[need] !== undefined)) continue
        // Nothing is said of the secret of a client that is not known.
        if (name === 'token' && checks.some(({ code }) => code === 'client-id-wrong' || code === 'jumpcloud-region'))
          continue
        checks.push(...(await run(name, step, parts, state)))
      }
      return attempt.redact(checks)
    },
  }
}

async function run(name: string, step: Step, parts: FlowParts, state: State): Promise<Check[]> {
  const { context } = state
  try {
    return await step(parts, state)
  } catch (error) {
    const fault = faultWithin(error) ?? (await networkFault(error, context.settings).catch(asSsoFault))
    return [found(context, name, fault, 'error')]
  }
}

const steps: { name: string; step: Step; needs: (keyof State)[] }[] = [
  { name: 'settings', step: checkedSettings, needs: [] },
  { name: 'discovery', step: readDiscovery, needs: ['redirectUri'] },
  { name: 'plan', step: madePlan, needs: ['metadata', 'isComplete'] },
  { name: 'keys', step: foundKeys, needs: ['plan'] },
  { name: 'authorize', step: askedAuthorize, needs: ['url'] },
  { name: 'token', step: askedToken, needs: ['plan'] },
  { name: 'logout', step: askedLogout, needs: ['metadata'] },
  { name: 'own-address', step: async (parts, { context }) => [await checkOwnAddress(parts, context)], needs: ['url'] },
]

/** Mends of ours and things to know, as warnings. */
const warnings = (context: CheckContext, codes: readonly FaultCode[], facts: Record<string, unknown>): Check[] =>
  codes.map((code) => found(context, code, new SsoFault(code, facts), 'warning'))

const mendedIn = ({ record }: Attempt): FaultCode[] => (record.evidence['mended'] as FaultCode[] | undefined) ?? []

const isMended = ({ code }: ProviderSettingFault): boolean => code === 'id-secret-swapped-or-padded'

async function checkedSettings(parts: FlowParts, state: State): Promise<Check[]> {
  const { context, attempt } = state
  const { settings } = context
  // While the client id is still to be typed, the issuer can be looked at already.
  if (settings.issuer && settings.faults.every(isMended)) state.redirectUri = parts.publicUrl
  checkSettings(settings, attempt)
  state.redirectUri = parts.publicUrl
  state.isComplete = true
  const { issuer, clientId, clientSecret, profile } = settings
  const evidence = {
    issuer,
    clientId,
    secret: clientSecret ? 'set' : 'not set',
    profile: profileFor(profile, issuer).name,
  }
  const codes = [...mendedIn(attempt), ...findingsOf(settings, parts.publicUrl)]
  return [
    ok(context, 'settings', 'config', 'Issuer and client id are set', evidence),
    ...warnings(context, codes, { ...attempt.record.evidence, issuer }),
  ]
}

async function readDiscovery(parts: FlowParts, state: State): Promise<Check[]> {
  const { context, attempt } = state
  const before = mendedIn(attempt)
  state.metadata = await parts.discovery.fresh(context.settings, attempt)
  const evidence = attempt.record.stages.findLast(({ stage }) => stage === 'discovery')?.evidence
  const mended = mendedIn(attempt).filter((code) => !before.includes(code))
  return [
    ok(context, 'discovery', 'discovery', 'The discovery document is there and names its issuer', evidence),
    ...warnings(context, mended, attempt.record.evidence),
  ]
}

async function madePlan(parts: FlowParts, state: State): Promise<Check[]> {
  const { context, attempt } = state
  const { settings } = context
  const metadata = state.metadata!
  const plan = negotiate(settings, metadata, await recallLearned(parts.store, settings, metadata))
  plan.findings.push(...findingsOfAddresses(settings, metadata, parts.publicUrl))
  const asked = { provider: settings.id, returnTo: '/', browser: 'preflight', host: '', prompt: 'none' as const }
  state.plan = plan
  const { url, pending } = await authorizationRequest(parts, {
    settings,
    metadata,
    plan,
    asked,
    attempt,
    round: firstRound,
  })
  Object.assign(state, { url, pending, redirectUri: pending.redirectUri })
  context.asked = attempt.record.stages.find(({ stage }) => stage === 'authorize')?.evidence ?? {}
  return [
    ok(context, 'plan', 'authorize', 'There is a plan for a sign-in', describePlan(plan)),
    ...warnings(context, plan.findings, { tokenEndpoint: metadata.token_endpoint }),
  ]
}

async function foundKeys(parts: FlowParts, { context, metadata, plan }: State): Promise<Check[]> {
  const { settings } = context
  if (profileFor(settings.profile, metadata!.issuer, metadata).identityFrom)
    return [skipped(context, 'keys', 'jwks', 'This provider gives no ID tokens; no keys are needed')]
  const asymmetric = plan!.signing.value.filter((alg) => !isSymmetric(alg))
  if (asymmetric.length === 0)
    return [skipped(context, 'keys', 'jwks', 'ID tokens are signed by the client secret; no keys are needed')]
  const { sources } = signatureRules(parts.keys, context.settings, metadata!, plan)
  let failure: unknown
  for (const alg of asymmetric) {
    try {
      const found = await parts.keys.fitting(sources[0]!, { alg })
      const evidence = { url: sources[0]!.url, alg, kids: found.map(({ kid }) => kid ?? 'without id') }
      return [ok(context, 'keys', 'jwks', 'There are keys for what ID tokens are signed by', evidence)]
    } catch (error) {
      failure = error
      if (faultWithin(error)?.code !== 'unknown-kid-rotation') break
    }
  }
  // With a secret there is one more way to sign, for which no key is published.
  if (plan!.signing.value.some(isSymmetric))
    return [skipped(context, 'keys', 'jwks', 'No key is published; ID tokens can be signed by the client secret alone')]
  throw failure
}

async function askedAuthorize(parts: FlowParts, state: State): Promise<Check[]> {
  const { context, url, redirectUri } = state
  const { settings } = context
  try {
    return [told(context, 'authorize', 'authorize', await probeAuthorize(parts, settings, url!, redirectUri!))]
  } catch (error) {
    const fault = faultWithin(error)
    if (!fault) throw error
    // What a sign-in learns from, and then does without, is no error.
    if (isLesson(fault, state, parts.clock.now())) return [found(context, 'authorize', fault, 'warning')]
    const further = await lookFurther(parts.outbound, { settings, url: url!, redirectUri: redirectUri! }, fault)
    return [
      found(context, 'authorize', further.fault, 'error'),
      ...further.beside.map((each) => found(context, each.code, each, 'warning')),
    ]
  }
}

const isLesson = (fault: SsoFault, { context, metadata, plan, pending }: State, now: number): boolean =>
  lessonOf({ fault, settings: context.settings, metadata: metadata!, plan: plan!, pending: pending!, now }) !== null

async function askedToken(parts: FlowParts, { context, metadata, plan, redirectUri }: State): Promise<Check[]> {
  if (!hasCode(plan!.responseType.value))
    return [
      skipped(context, 'token', 'token', 'This flow redeems no code, so nothing proves the client before a sign-in'),
    ]
  const probe = await probeToken(parts, context.settings, metadata!, plan!, redirectUri!)
  const isRaw = plan!.clientAuth.value.some((way) => isSecondSpelling(way) && way.name === probe.evidence['clientAuth'])
  return [
    told(context, 'token', 'token', probe),
    ...warnings(context, isRaw ? ['secret-not-form-encoded'] : [], probe.evidence),
  ]
}

async function askedLogout({ outbound, store }: FlowParts, { context, metadata }: State): Promise<Check[]> {
  return [await checkWayOut(outbound, context, metadata!), ...(await checkBackchannel(store, context, metadata!))]
}

const told = (
  context: CheckContext,
  name: string,
  stage: 'authorize' | 'token',
  { kind, title, evidence }: Probe,
): Check => (kind === 'ok' ? ok : skipped)(context, name, stage, title, evidence)
