import type { FaultCode } from '../faults/catalogue.ts'
import type { RequestForm, ResponseMode, ResponseType } from '../provider.ts'
import type { Choice } from './choice.ts'
import type { ClientAuthWay } from './client-auth.ts'

/** How one sign-in is going to be made, decided before it begins. A plain value: nothing of it is decided later. */
export interface SignInPlan {
  responseType: Choice<ResponseType>
  responseMode: Choice<ResponseMode>
  /** Whether a challenge (S256) is sent. */
  pkce: Choice<boolean>
  /** Ways of client authentication in the order in which they are tried, one per token request. Empty where no code is redeemed. */
  clientAuth: Choice<ClientAuthWay[]>
  /** Algorithms by which an ID token may be signed. */
  signing: Choice<string[]>
  /** Ids of our keys for which it may be encrypted. */
  encryption: Choice<string[]>
  scopes: Choice<string[]>
  request: Choice<RequestForm>
  /** What should be known although it stops nothing. */
  findings: FaultCode[]
}

export const hasCode = (type: ResponseType): boolean => type.split(' ').includes('code')

/** The plan as an administrator reads it: each choice with its reason. */
export function describePlan(plan: SignInPlan): Record<string, string> {
  const { clientAuth, findings: _, ...choices } = plan
  const all = { ...choices, clientAuth: { ...clientAuth, value: clientAuth.value.map(({ name }) => name) } }
  return Object.fromEntries(
    Object.entries(all).map(([name, { value, reason }]) => [name, `${shown(value)} (${reason})`]),
  )
}

function shown(value: string | boolean | string[]): string {
  if (typeof value === 'boolean') return value ? 'S256' : 'off'
  if (typeof value === 'string') return value
  return value.length > 0 ? value.join(', ') : 'none'
}
