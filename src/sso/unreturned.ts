import { type Attempt, createAttempt, newAttemptRecord } from './attempt.ts'
import { authorizationRequest, checkSettings, firstRound } from './begin.ts'
import { catalogue, type FaultCode } from './faults/catalogue.ts'
import { explain } from './faults/explain.ts'
import { networkFault } from './faults/from-network.ts'
import { codeOfWords } from './faults/from-words.ts'
import { faultWithin } from './faults/sso-fault.ts'
import type { FlowParts } from './flow.ts'
import { secretsOf } from './negotiate/client-auth.ts'
import { recallLearned } from './negotiate/learned.ts'
import { negotiate } from './negotiate/negotiate.ts'
import type { AttemptRecord } from './ports.ts'
import { probeAuthorize } from './preflight/authorize-probe.ts'
import { lookFurther } from './preflight/look-further.ts'
import { checkOwnAddress } from './preflight/own-address.ts'
import { profileFor, wordsOf } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'
import { type ProviderCall, withoutValues } from './record/call.ts'
import { witnessed } from './record/witness.ts'

/** What a person may say of the provider's last page. */
export const sights = [
  'redirect-refused',
  'application-unknown',
  'access-denied',
  'policy',
  'provider-error',
  'unreachable',
  'gave-up',
  'other',
] as const
export type Sight = (typeof sights)[number]

/** Discovery, and what the provider answers to this request; what is asked a little otherwise tells its result. */
const mostCalls = 3

export interface SightReport {
  saw: Sight
  /** As it stood on the page, pasted. May be empty. */
  words: string
}

/** What the provider answers to whoever is sent there, without a person. */
export interface AuthorizeAnswer {
  /** A page of its own that ends a sign-in, or no answer at all: why. Null where it would let a person sign in, or cannot be told. */
  code: FaultCode | null
  /** Whether client id and redirect URI are proven by it. */
  isProven: boolean
  title: string
  evidence: Record<string, unknown>
  /** What to change where the way back does not lead here, whatever else is found. */
  mend?: string[]
  calls: ProviderCall[]
  /** What was sent: an attempt that was made with other values is not explained by it. */
  asked: { clientId: unknown; redirectUri: unknown; authorizationEndpoint: unknown }
  at: number
}

export interface Unreturned {
  /** Goes to the authorization endpoint as a browser would. Null where there is no such provider any more. */
  askAuthorize(provider: string): Promise<AuthorizeAnswer | null>
  /** Names why the browser of this attempt has not come back, as far as can be known. Changes the record. */
  explainUnreturned(record: AttemptRecord, answer: AuthorizeAnswer | null, report?: SightReport): Promise<void>
}

export function createUnreturned(parts: FlowParts): Unreturned {
  const { providers, clock, publicUrl } = parts
  return {
    async askAuthorize(id) {
      const settings = await providers.get(id)
      if (!settings) return null
      const attempt = createAttempt(newAttemptRecord(id, clock), clock)
      attempt.hide(...secretsOf(settings))
      const found = await witnessed(attempt.witness, () => asked(parts, settings, attempt))
      const sent = attempt.record.stages.find(({ stage }) => stage === 'authorize')?.evidence ?? {}
      const { clientId, redirectUri, authorizationEndpoint } = sent
      // Each on its own: together they could be more than evidence may be.
      const calls = attempt.witness.taken().slice(0, mostCalls)
      return {
        ...attempt.redact(found),
        calls: calls.map((call) => attempt.redact(call)),
        asked: attempt.redact({ clientId, redirectUri, authorizationEndpoint }),
        at: clock.now(),
      }
    },

    async explainUnreturned(record, answer, report) {
      const settings = await providers.get(record.provider)
      const attempt = createAttempt(record, clock)
      if (settings) attempt.hide(...secretsOf(settings))
      const begun = record.stages.find(({ stage }) => stage === 'authorize')?.evidence ?? {}
      const isOfToday = answer !== null && isSame(answer.asked, begun)
      const code = codeOf(isOfToday ? answer : null, report)
      const evidence = {
        ...(answer && { whenAsked: isOfToday ? `Asked by this server: ${answer.title}.` : changedSince }),
        ...(isOfToday && answer.evidence),
        ...(report && { reported: report.saw, ...(report.words && { errorDescription: wordsOfPerson(report.words) }) }),
      }
      const facts = { provider: record.provider, publicUrl, issuer: settings?.issuer, ...begun, ...evidence }
      const words = wordsOf(profileFor(settings?.profile ?? 'auto', settings?.issuer ?? null))
      const { happened, mend } = explain(code, facts, words)
      attempt.stage(catalogue[code].stage, 'error', evidence)
      const stage = record.stages.at(-1)!
      if (answer && answer.calls.length > 0) stage.calls = answer.calls
      Object.assign(record, { code, mend: [...(answer?.mend ?? []), ...mend], endedAt: clock.now() })
      record.evidence = { ...record.evidence, ...attempt.redact(evidence), happened }
    },
  }
}

const changedSince = 'The settings of the provider were changed since, so asking it now proves nothing of this sign-in.'

type Found = Pick<AuthorizeAnswer, 'code' | 'isProven' | 'title' | 'evidence' | 'mend'>

/** The steps of the way there, and one more: what the provider answers. */
async function asked(parts: FlowParts, settings: ProviderSettings, attempt: Attempt): Promise<Found> {
  let request: { url: URL; redirectUri: string } | undefined
  try {
    checkSettings(settings, attempt)
    const metadata = await parts.discovery.fresh(settings, attempt)
    const plan = negotiate(settings, metadata, await recallLearned(parts.store, settings, metadata))
    const nobody = { provider: settings.id, returnTo: '/', browser: 'probe', host: '', prompt: 'none' as const }
    const sent = { settings, metadata, plan, asked: nobody, attempt, round: firstRound }
    const { url, pending } = await authorizationRequest(parts, sent)
    request = { url, redirectUri: pending.redirectUri }
    const { kind, title, evidence } = await probeAuthorize(parts, settings, url, pending.redirectUri)
    const wayBack = await checkOwnAddress(parts, { settings, publicUrl: parts.publicUrl, asked: {} })
    const found = { code: null, isProven: kind === 'ok', title }
    if (!wayBack.code) return { ...found, evidence }
    const { code, mend = [] } = wayBack
    return { ...found, evidence: { ...evidence, findings: [code], callback: wayBack.evidence['happened'] }, mend }
  } catch (error) {
    const fault = faultWithin(error) ?? (await networkFault(error, settings).catch(() => null))
    if (!fault) throw error
    const further = request && (await lookFurther(parts.outbound, { settings, ...request }, fault))
    const { code, facts } = further?.fault ?? fault
    const findings = further?.beside.map((each) => each.code) ?? []
    // What the provider says by sending the browser back has brought the browser back: that is no reason not to come.
    const cameBack = catalogue[code].stage === 'authorize' && facts['page'] === undefined
    const title = cameBack ? 'The provider sends the browser back with an error' : catalogue[code].title
    return {
      code: cameBack ? null : code,
      isProven: cameBack,
      title,
      evidence: { ...facts, ...(findings.length > 0 && { findings }) },
    }
  }
}

const isSame = (asked: AuthorizeAnswer['asked'], begun: Record<string, unknown>): boolean =>
  asked.authorizationEndpoint === undefined ||
  (['clientId', 'redirectUri', 'authorizationEndpoint'] as const).every((name) => asked[name] === begun[name])

/** Facts first: what a person says counts where the provider's own answer leaves it open. */
function codeOf(answer: AuthorizeAnswer | null, report: SightReport | undefined): FaultCode {
  if (answer?.code) return answer.code
  if (!report) return 'never-returned'
  const said = codeOfWords({ errorDescription: report.words }) ?? codesOfSights[report.saw] ?? 'never-returned'
  const isDisproven = answer?.isProven === true && (said === 'redirect-uri-mismatch' || said === 'client-id-wrong')
  return isDisproven ? 'never-returned' : said
}

const codesOfSights: Partial<Record<Sight, FaultCode>> = {
  'redirect-refused': 'redirect-uri-mismatch',
  'application-unknown': 'client-id-wrong',
  'access-denied': 'user-not-assigned',
  policy: 'idp-policy-block',
  'provider-error': 'idp-server-error',
}

const mostWords = 500

/** A person may paste a whole address: its values stay here as little as any other's. */
const wordsOfPerson = (text: string): string =>
  text
    .slice(0, mostWords)
    .replace(/\bhttps?:\/\/\S+/g, withoutValues)
    .trim()
