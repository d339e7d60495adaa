import type { EmailWord } from './claims/email.ts'
import { normalDomain } from './claims/email.ts'
import { SsoFault } from './faults/sso-fault.ts'
import type { ProviderSettings } from './provider.ts'

/** What the rules of admission look at. */
export interface Applicant {
  email: EmailWord
  groups: string[] | null
  /** Names of the claims that came. */
  claims: string[]
  /** The person is in already: only what the provider says against a rule counts, not what it leaves out this time. */
  again: boolean
  /** The provider leaves groups out for people in no group, and left them out. */
  isLeftOut: boolean
}

type Rule = (settings: ProviderSettings, applicant: Applicant) => void

/** The rules that are set for a provider, in this order. Each refuses by its own code. Throws SsoFault. */
export function admit(settings: ProviderSettings, applicant: Applicant): void {
  for (const rule of [hasVerifiedEmail, isOfAllowedDomain, isInAllowedGroup]) rule(settings, applicant)
}

const hasVerifiedEmail: Rule = ({ requireVerifiedEmail }, { email, claims, again }) => {
  if (requireVerifiedEmail !== true || email.verified === true || (again && email.verified === null)) return
  if (email.address === null) throw new SsoFault('email-required', { claims })
  throw notVerified(email, claims)
}

/** An address of which the provider does not say that it is verified lets nobody in by its domain, unless the administrator says so. */
const isOfAllowedDomain: Rule = ({ allowedDomains, requireVerifiedEmail }, { email, claims, again }) => {
  if (allowedDomains.length === 0 || (again && email.address === null)) return
  const { domain, verified } = email
  if (domain === null || !allowedDomains.some((each) => normalDomain(each) === domain))
    throw new SsoFault('domain-not-allowed', { domain, email: email.address === null ? 'none' : undefined })
  const isSaid = verified !== null || !again
  if (verified !== true && requireVerifiedEmail !== false && isSaid) throw notVerified(email, claims)
}

const isInAllowedGroup: Rule = ({ allowedGroups, groupsClaim }, { groups, claims, again, isLeftOut }) => {
  if (allowedGroups.length === 0 || (again && groups === null && !isLeftOut)) return
  if (!groups?.some((group) => allowedGroups.includes(group)))
    throw new SsoFault('not-in-allowed-group', { groups: groups ?? undefined, groupsClaim, claims })
}

const notVerified = ({ verified, domain }: EmailWord, claims: string[]): SsoFault =>
  new SsoFault(verified === false ? 'email-verified-false' : 'email-verified-absent', { domain, claims })
