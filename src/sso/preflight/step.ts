import type { OutboundAnswer } from '../../base/outbound.ts'
import type { Attempt } from '../attempt.ts'
import type { ProviderMetadata } from '../discovery/document.ts'
import type { Stage } from '../faults/entry.ts'
import type { FlowParts } from '../flow.ts'
import type { Learned } from '../negotiate/learned.ts'
import type { SignInPlan } from '../negotiate/plan.ts'
import type { PendingSignIn } from '../ports.ts'
import type { Check, CheckContext } from './check.ts'

/** What one step leaves for the next. */
export interface State {
  context: CheckContext
  /** Collects the evidence that the parts of a sign-in write down. It is kept nowhere. */
  attempt: Attempt
  withholdSecret: boolean
  /** What this server calls first: the discovery document, or the token endpoint where that is given by hand. */
  reach?: URL
  /** What came from there. */
  answer?: OutboundAnswer
  /** Whether a sign-in could begin with these settings. */
  isComplete?: true
  metadata?: ProviderMetadata
  learned?: Learned
  plan?: SignInPlan
  /** Gone once the provider has said that it does not know the client: then nothing is said of its secret. */
  mayKnowClient?: true | undefined
  request?: { url: URL; pending: PendingSignIn }
}

/**
 * A part of the way of a sign-in. Its checks are always on the list, in this order: where `needs` is not there, because an earlier step
 * failed, they are skipped. What it throws becomes the first of them.
 */
export interface Step {
  checks: readonly (readonly [name: string, stage: Stage])[]
  needs: readonly (keyof State)[]
  look(parts: FlowParts, state: State): Promise<Check[]>
}
