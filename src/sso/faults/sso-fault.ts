import type { FaultCode } from './catalogue.ts'

export type FaultFacts = Record<string, unknown>

/** A sign-in (or sign-out) ended by a known cause. The facts are evidence for the administrator: never codes, tokens or secrets. */
export class SsoFault extends Error {
  override readonly name = 'SsoFault'
  readonly code: FaultCode
  readonly facts: FaultFacts

  constructor(code: FaultCode, facts: FaultFacts = {}, cause?: unknown) {
    super(code, { cause })
    this.code = code
    this.facts = facts
  }
}

/** The fault that is, or is the cause of, what was thrown. */
export function faultWithin(error: unknown): SsoFault | null {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof SsoFault) return each
  return null
}
