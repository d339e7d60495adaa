import { isClientRefusal } from '../checks/client-refusal.ts'
import type { ProviderMetadata } from '../discovery/document.ts'
import type { SsoFault } from '../faults/sso-fault.ts'
import type { PendingSignIn } from '../ports.ts'
import type { ProviderSettings } from '../provider.ts'
import { isSecondSpelling } from './client-auth.ts'
import type { Learned } from './learned.ts'
import { optionalScopes } from './negotiate.ts'
import type { SignInPlan } from './plan.ts'

/** What a refusal taught, so that the person may be sent round once more without seeing it. */
export interface Lesson {
  learned: Learned
  refusedWays: string[]
}

/** Rounds after the first: the way of client authentication and a scope may both have to be learned. */
const mostRounds = 2

export interface Refused {
  fault: SsoFault
  pending: PendingSignIn
  settings: ProviderSettings
  metadata: ProviderMetadata
  plan: SignInPlan
  now: number
}

/** Null where another round would end the same way. */
export function lessonOf(refused: Refused): Lesson | null {
  const { fault, pending, plan } = refused
  if (pending.round >= mostRounds) return null
  const byRule = rules.map((rule) => rule(refused)).find((learned) => learned !== null)
  if (byRule) return { learned: byRule, refusedWays: pending.refusedWays }
  const tried = Array.isArray(fault.facts['tried']) ? (fault.facts['tried'] as string[]) : []
  // The way that works is known now, but the code was used up on the one before.
  if (fault.code === 'client-auth-method-unsupported' && fault.facts['learnedAuth'])
    return { learned: {}, refusedWays: [] }
  // Another spelling of the same secret is likely enough to be worth a round; another method was tried already.
  const isUntried = plan.clientAuth.value.some((way) => isSecondSpelling(way) && !tried.includes(way.name))
  return isUntried && tried.length > 0 && isClientRefusal(fault) ? { learned: {}, refusedWays: tried } : null
}

type Rule = (refused: Refused) => Learned | null

const rules: Rule[] = [
  function dropOptionalScopes({ fault, plan, now }) {
    if (fault.code !== 'scope-groups-unknown' && fault.code !== 'scope-offline-refused') return null
    const asked = plan.scopes.value.filter((scope) => optionalScopes.includes(scope))
    return asked.length > 0 ? { refusedScopes: { value: asked, at: now } } : null
  },
  /**
   * Only where the client's secret protects the code instead, and the provider does not say that it can (RFC 9700 2.1.1). Its own words
   * must say so: anybody can bring a code that is refused, and what is concluded from that must not take PKCE from everybody.
   */
  function goWithoutPkce({ fault, pending, settings, metadata, now }) {
    const isSafe = settings.clientSecret !== null && settings.pkce === 'auto'
    const isPublished = metadata.code_challenge_methods_supported?.includes('S256') === true
    const isSaid = fault.code === 'pkce-unsupported' && !fault.facts['concluded']
    const isRefused = isSaid && pending.verifier !== null
    return isRefused && isSafe && !isPublished ? { refusesPkce: { at: now } } : null
  },
  function pushTheRequest({ fault, metadata, plan, now }) {
    const isPossible = metadata.pushed_authorization_request_endpoint !== undefined && plan.request.value === 'plain'
    return fault.code === 'par-or-signed-request-required' && isPossible ? { wantsPushedRequests: { at: now } } : null
  },
]
