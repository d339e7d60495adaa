import type { Attempt } from './attempt.ts'
import { SsoFault } from './faults/sso-fault.ts'
import type { ProviderSettings } from './provider.ts'
import type { SessionTokens } from './session-tokens.ts'

/** What a verified sign-in says of a person. Only made when every check has passed. */
export interface VerifiedIdentity {
  /** Our id of the provider: (provider, subject) is the key of an account, never an e-mail address. */
  provider: string
  issuer: string
  subject: string
  /** The provider's `sid`, for back-channel logout. */
  providerSession: string | null
  username: string | null
  name: string | null
  email: string | null
  emailVerified: boolean
  groups: string[]
  /** Whether the provider's groups make an administrator; null where no rule says so. */
  admin: boolean | null
  /** When the person last gave proof of who it is, in milliseconds since 1970; null where that is not known. */
  authenticatedAt: number | null
  /** What the provider gave, to ask it again and to sign out there; null where it gave nothing. */
  tokens: SessionTokens | null
}

type Claims = Record<string, unknown>

/** Claims to identity. The ID token is signed, so it wins over userinfo where both speak. */
export function identityOf(
  settings: ProviderSettings,
  issuer: string,
  idTokenClaims: Claims,
  userinfo: Claims,
  attempt: Attempt,
): Omit<VerifiedIdentity, 'tokens' | 'authenticatedAt'> {
  const claims = { ...userinfo, ...idTokenClaims }
  const email = textAt(claims, settings.emailClaim)
  if (email === null)
    attempt.stage('provisioning', 'warning', { finding: 'email-missing', claims: Object.keys(claims) })
  const groups = groupsAt(claims, settings.groupsClaim)
  return {
    provider: settings.id,
    issuer,
    subject: claims['sub'] as string,
    providerSession: textAt(claims, 'sid'),
    username:
      textAt(claims, settings.usernameClaim) ?? textAt(claims, 'preferred_username') ?? textAt(claims, 'nickname'),
    name: displayName(claims),
    email,
    emailVerified: email !== null && isVerified(claims['email_verified'], attempt),
    groups,
    admin: settings.adminGroups.length > 0 ? groups.some((group) => settings.adminGroups.includes(group)) : null,
  }
}

/** By name, else by dots from object to object: `realm_access.roles`. Claim names may hold dots and slashes themselves. */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  let at: unknown = claims
  for (const part of path.split('.')) {
    if (!at || typeof at !== 'object' || !Object.hasOwn(at, part)) return undefined
    at = (at as Claims)[part]
  }
  return at
}

function textAt(claims: Claims, path: string): string | null {
  const value = claimAt(claims, path)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function displayName(claims: Claims): string | null {
  const whole = [textAt(claims, 'given_name'), textAt(claims, 'family_name')].filter(Boolean).join(' ')
  return textAt(claims, 'name') ?? (whole || textAt(claims, 'preferred_username'))
}

/** A list, one text, or an object whose keys are the groups; what is no text is left out. */
function groupsAt(claims: Claims, path: string): string[] {
  const value = claimAt(claims, path)
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'string')
  return value && typeof value === 'object' ? Object.keys(value) : []
}

function isVerified(value: unknown, attempt: Attempt): boolean {
  if (value === 'true' || value === 'false' || value === 1) attempt.mended('email-verified-string')
  return value === true || value === 'true' || value === 1
}

/** The rules of admission that are set for this provider. Throws SsoFault. */
export function admit(
  settings: ProviderSettings,
  identity: Pick<VerifiedIdentity, 'email' | 'emailVerified' | 'groups'>,
): void {
  const { allowedDomains, allowedGroups } = settings
  const domain = identity.email?.split('@').at(-1)?.toLowerCase()
  const counts = identity.emailVerified || settings.requireVerifiedEmail === false
  if (allowedDomains.length > 0 && !(counts && allowedDomains.some((each) => each.toLowerCase() === domain)))
    throw new SsoFault('domain-not-allowed', { domain, emailVerified: identity.emailVerified })
  if (allowedGroups.length > 0 && !identity.groups.some((group) => allowedGroups.includes(group)))
    throw new SsoFault('not-in-allowed-group', { groups: identity.groups })
}
