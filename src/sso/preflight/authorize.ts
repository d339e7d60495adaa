import { authorizationRequest, firstRound } from '../begin.ts'
import { type CallbackAnswer, checkIssuer, checkMode, checkShape, parameterOf } from '../checks/callback.ts'
import { openResponse } from '../checks/signed-response.ts'
import { faultWithin, SsoFault } from '../faults/sso-fault.ts'
import type { FlowParts } from '../flow.ts'
import { lessonOf } from '../negotiate/again.ts'
import type { Learned } from '../negotiate/learned.ts'
import { negotiate } from '../negotiate/negotiate.ts'
import { signatureRules } from '../signature-rules.ts'
import { type AuthorizeProbe, probeAuthorize } from './authorize-probe.ts'
import { type Check, found, ok, skipped, told, warnings, withheld } from './check.ts'
import { listedWays } from './listed-ways.ts'
import { lookFurther } from './look-further.ts'
import type { State, Step } from './step.ts'

/** The authorization request as a browser would take it along; where the provider wants it pushed, it is. */
export const madeRequest: Step = {
  checks: [['request', 'authorize']],
  needs: ['plan'],
  async look(parts, state) {
    const form = state.plan!.request
    const isPushed = form.value.startsWith('pushed')
    if (isPushed && state.withholdSecret) return [skipped(state.context, 'request', 'authorize', withheld)]
    await makeRequest(parts, state)
    const title = isPushed ? 'The provider took the pushed request' : 'The request can be made'
    return [ok(state.context, 'request', 'authorize', title, { form: form.value, reason: form.reason })]
  },
}

async function makeRequest(parts: FlowParts, state: State): Promise<void> {
  const { context, attempt, metadata, plan } = state
  const { settings } = context
  const asked = { provider: settings.id, returnTo: '/', browser: 'preflight', host: '', prompt: 'none' as const }
  // The secret goes by no way that the provider's document rules out, not even where a sign-in would try it in the end.
  const careful = { ...plan!, clientAuth: { ...plan!.clientAuth, value: listedWays(plan!, metadata!) } }
  const request = { settings, metadata: metadata!, plan: careful, asked, attempt, round: firstRound }
  state.request = await authorizationRequest(parts, request)
  const stages = attempt.record.stages.filter(({ evidence }) => evidence['redirectUri'] !== undefined)
  context.asked = stages.at(-1)?.evidence ?? {}
}

/** Each refusal that teaches something can be followed by one more. */
const mostRounds = 3

/** The authorization endpoint, asked with `prompt=none` and our real redirect URI. */
export const askedAuthorize: Step = {
  checks: [['authorize', 'authorize']],
  needs: ['request'],
  async look(parts, state) {
    const { context } = state
    const lessons: Check[] = []
    for (let round = 1; ; round++) {
      const { url, pending } = state.request!
      try {
        const probe = await probeAuthorize(parts, context.settings, url, pending.redirectUri)
        const isNamed = !probe.came || (await namesItsIssuer(parts, state, probe.came))
        return [
          told(context, 'authorize', 'authorize', probe),
          ...lessons,
          // Sign-ins pass over it in a refusal, which this was; an answer with a code would be refused.
          ...warnings(context, isNamed ? [] : ['iss-param-missing'], { expectedIss: state.metadata!.issuer }),
        ]
      } catch (error) {
        const fault = faultWithin(error)
        const learned = fault && lessonIn(fault, state, parts.clock.now())
        if (!fault) throw error
        // Refused again after the lesson: that was not it, and a sign-in ends there, too.
        const isSame = lessons.some(({ code }) => code === fault.code)
        if (isSame) return [found(context, 'authorize', fault, 'error')]
        if (!learned) return [...(await refusedAuthorize(parts, state, fault)), ...lessons]
        // What a sign-in learns from, and then does without, is no error; what is behind it may be one.
        const name = round === mostRounds ? 'authorize' : `authorize.${fault.code}`
        lessons.push(found(context, name, fault, 'warning'))
        if (round === mostRounds) return lessons.reverse()
        state.learned = { ...state.learned, ...learned }
        state.plan = negotiate(context.settings, state.metadata!, state.learned)
        await makeRequest(parts, state)
      }
    }
  },
}

/**
 * What a sign-in would check of the answer before it looks for a code. Returns whether the answer says from which provider it is, where
 * that is promised. Throws SsoFault.
 */
async function namesItsIssuer(
  { keys, clock }: FlowParts,
  { context, metadata, plan, request }: State,
  came: NonNullable<AuthorizeProbe['came']>,
): Promise<boolean> {
  const { settings } = context
  const { pending } = request!
  const answer: CallbackAnswer = { provider: settings.id, browser: null, host: '', ...came }
  checkShape(answer)
  // A sign-in reads a refusal wherever it comes; a code would come to the same place, and be refused there.
  if (answer.cameAs === 'fragment' && pending.responseMode !== 'fragment') throw new SsoFault('fragment-response', {})
  checkMode(answer, pending)
  const response = parameterOf(answer, 'response')
  if (response !== null) {
    const expected = { issuer: metadata!.issuer, clientId: settings.clientId!, state: pending.state, now: clock.now() }
    await openResponse(answer, response, signatureRules(keys, settings, metadata!, plan), expected)
    return true
  }
  checkIssuer(answer, metadata!, pending)
  return parameterOf(answer, 'iss') !== null || !metadata!.authorization_response_iss_parameter_supported
}

/** What the authorization endpoint does not take, as exactly as it can be told. */
async function refusedAuthorize(parts: FlowParts, state: State, fault: SsoFault): Promise<Check[]> {
  const { context } = state
  const { url, pending } = state.request!
  const asked = { settings: context.settings, url, redirectUri: pending.redirectUri }
  const further = await lookFurther(parts.outbound, asked, fault)
  if (['client-id-wrong', 'jumpcloud-region'].includes(further.fault.code)) state.mayKnowClient = undefined
  return [
    found(context, 'authorize', further.fault, 'error'),
    ...further.beside.map((each) => found(context, each.code, each, 'warning')),
  ]
}

function lessonIn(fault: SsoFault, { context, metadata, plan, request }: State, now: number): Learned | null {
  const refused = {
    fault,
    settings: context.settings,
    metadata: metadata!,
    plan: plan!,
    pending: request!.pending,
    now,
  }
  return lessonOf(refused)?.learned ?? null
}
