import type { ProviderMetadata } from '../discovery/document.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import type { PendingSignIn } from '../ports.ts'

/** What is known here of a code that the token endpoint did not take. */
export interface RefusedGrant {
  metadata: ProviderMetadata
  pending: PendingSignIn
  /** Whether any code was ever redeemed at this provider with these settings. */
  worked: boolean
  /** Whether the same code came before. */
  isSecond: boolean
  /** Seconds since it came. */
  age: number
}

/** Codes live for a minute or longer at the usual providers. */
const usualLife = 60

/**
 * `invalid_grant` says only that the code is not taken: where the provider's words do not tell why, what is known here may. The first
 * cause that fits, in the order in which one excludes the next.
 */
export function explainedGrant(fault: SsoFault, { metadata, pending, worked, isSecond, age }: RefusedGrant): SsoFault {
  const facts = { ...fault.facts, age }
  if (fault.code !== 'invalid-grant-other') return new SsoFault(fault.code, facts, fault)
  if (isSecond) return new SsoFault('code-reused', { ...facts, seenBefore: true }, fault)
  if (age > usualLife) return new SsoFault('code-expired', facts, fault)
  const mayNotKnowPkce = pending.verifier !== null && metadata.code_challenge_methods_supported === undefined
  if (mayNotKnowPkce && !worked) return new SsoFault('pkce-unsupported', { ...facts, concluded: true }, fault)
  return new SsoFault(fault.code, facts, fault)
}
