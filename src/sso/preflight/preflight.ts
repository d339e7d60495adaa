import type { Outbound } from '../../base/outbound.ts'
import { createAttempt, newAttemptRecord } from '../attempt.ts'
import { createPublishedKeys } from '../checks/keys.ts'
import { createDiscovery } from '../discovery/discovery.ts'
import { networkFault } from '../faults/from-network.ts'
import { faultWithin } from '../faults/sso-fault.ts'
import type { FlowParts } from '../flow.ts'
import { secretsOf } from '../negotiate/client-auth.ts'
import type { ProviderSettings } from '../provider.ts'
import { asSsoFault } from '../token-request.ts'
import { askedAuthorize, madeRequest } from './authorize.ts'
import { type Check, checkId, found, skipped } from './check.ts'
import { comparedClaims } from './claims.ts'
import { readClock } from './clock.ts'
import { readDocument } from './document.ts'
import { foundKeys } from './keys.ts'
import { lookedAtLogout } from './logout.ts'
import { askedOwnAddress } from './own-address.ts'
import { walkedPath } from './path.ts'
import { comparedMethods, madePlan } from './plan.ts'
import { readSettings } from './settings.ts'
import type { State, Step } from './step.ts'
import { askedToken } from './token.ts'
import { askedUserinfo } from './userinfo.ts'

export interface Preflight {
  /**
   * Everything about a provider that can be known before anybody signs in, in the order in which a sign-in would meet it. The list has
   * the same checks each time; warnings may stand between them.
   */
  preflight(settings: ProviderSettings, options?: PreflightOptions): Promise<Check[]>
}

export interface PreflightOptions {
  /** The secret is sent nowhere: whoever asks may not lead it to another address than the one it is kept for. */
  withholdSecret?: boolean
}

const steps: Step[] = [
  readSettings,
  walkedPath,
  readClock,
  readDocument,
  madePlan,
  foundKeys,
  comparedMethods,
  comparedClaims,
  madeRequest,
  askedAuthorize,
  askedToken,
  askedUserinfo,
  lookedAtLogout,
  askedOwnAddress,
]

export function createPreflight(parts: FlowParts): Preflight {
  return {
    async preflight(settings, { withholdSecret = false } = {}) {
      const attempt = createAttempt(newAttemptRecord(settings.id, parts.clock), parts.clock)
      attempt.hide(...secretsOf(settings))
      const context = { settings, publicUrl: parts.publicUrl, asked: {} }
      const state: State = { context, attempt, withholdSecret }
      const now = asItIsNow(parts)
      const checks: Check[] = []
      for (const step of steps) checks.push(...(await walk(step, now, state, checks)))
      return attempt.redact(checks)
    },
  }
}

/** Nothing that was kept from before hides what is wrong now, and nothing is asked twice. */
function asItIsNow(parts: FlowParts): FlowParts {
  const outbound = askingOnce(parts.outbound)
  const now = { ...parts, outbound }
  return { ...now, discovery: createDiscovery(now), keys: createPublishedKeys(now) }
}

function askingOnce(outbound: Outbound): Outbound {
  const asked = new Map<string, ReturnType<Outbound['fetch']>>()
  return {
    ...outbound,
    fetch(url, options = {}) {
      if ((options.method ?? 'GET') !== 'GET') return outbound.fetch(url, options)
      const key = JSON.stringify([url, options.headers])
      const answer = asked.get(key) ?? outbound.fetch(url, options)
      asked.set(key, answer)
      return answer
    },
  }
}

async function walk(step: Step, parts: FlowParts, state: State, before: Check[]): Promise<Check[]> {
  const { context } = state
  if (!step.needs.every((need) => state[need] !== undefined)) return step.checks.map(notLookedAt(state, before))
  let seen: Check[]
  try {
    seen = await step.look(parts, state)
  } catch (error) {
    const fault = faultWithin(error) ?? (await networkFault(error, context.settings).catch(asSsoFault))
    seen = [found(context, step.checks[0]![0], fault, 'error')]
  }
  const missing = step.checks.filter(([name]) => !seen.some(({ id }) => id === checkId(context, name)))
  return [...seen, ...missing.map(notLookedAt(state, [...before, ...seen]))]
}

const notLookedAt =
  ({ context }: State, before: Check[]) =>
  ([name, stage]: Step['checks'][number]): Check => {
    const broken = before.findLast(({ status }) => status === 'error')
    const after = broken && { after: broken.id, reason: broken.title }
    return skipped(context, name, stage, 'Not looked at: something before it is wrong', after)
  }
