import { domainToASCII } from 'node:url'
import { asciiLower } from '../../base/ascii.ts'
import type { Attempt } from '../attempt.ts'
import type { EmailProof, Profile } from '../profiles/profile.ts'
import type { ProviderSettings } from '../provider.ts'
import { type Claims, claimAt, firstText, textOf } from './claim-path.ts'

/** What a provider says of a person's e-mail address, and what of it is proven. */
export interface EmailWord {
  address: string | null
  /** True only where the provider vouches for this address; null where it says nothing of it. */
  verified: boolean | null
  /** The domain by which rules of admission go, as ASCII; null where nothing names one that may be believed. */
  domain: string | null
}

/** OpenID Connect Core 5.1. */
const usualProof: Omit<EmailProof, 'reason' | 'link'> = { claim: 'email_verified' }

/** The first party that gives an address is believed, and a word on whether it is verified counts for that address alone. */
export function emailWord(
  sources: readonly Claims[],
  settings: ProviderSettings,
  profile: Profile,
  attempt: Attempt,
): EmailWord {
  const proof = profile.email ?? usualProof
  const paths = [settings.emailClaim, ...(settings.emailClaim === 'email' ? (proof.otherAddresses ?? []) : [])]
  const address = paths.map((path) => firstText(sources, path)).find((found) => found !== null) ?? null
  if (address === null) return { address, verified: null, domain: null }
  const own = asciiDomain(address)
  if (proof.domainClaim === undefined)
    return { address, verified: saidOf(address, proof.claim, sources, attempt), domain: own }
  const tenant = firstText(sources, proof.domainClaim)
  const isOwn = own !== null && (proof.ownDomains ?? []).includes(own)
  const said = saidOf(address, proof.claim, sources, attempt)
  const domain = tenant === null ? (isOwn ? own : null) : normalDomain(tenant)
  return { address, verified: said === true && domain === null ? null : said, domain }
}

/** `email_verified` speaks of `email` (OpenID Connect Core 5.1): of an address from another claim it proves nothing. */
function saidOf(address: string, claim: string, sources: readonly Claims[], attempt: Attempt): boolean | null {
  const about = sources.filter((claims) => asciiLower(textOf(claims['email']) ?? '') === asciiLower(address))
  for (const claims of about) {
    const value = claimAt(claims, claim)
    const said = booleanOf(value)
    if (said === null) continue
    if (typeof value !== 'boolean') attempt.mended('email-verified-string', { value: String(value), meaning: said })
    return said
  }
  return null
}

function booleanOf(value: unknown): boolean | null {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : ''
  if (value === true || text === 'true' || text === '1') return true
  return value === false || text === 'false' || text === '0' ? false : null
}

/** As it is asked of name servers, so that `münchen.example` and `xn--mnchen-3ya.example` are one; null for what is no domain. */
export function normalDomain(domain: string): string | null {
  const plain = domain.trim().replace(/^@/, '').replace(/\.$/, '')
  // What a URL would drop, decode or take for another letter is no domain of an address: "acme.example/x" is not "acme.example".
  const isPlain = /^[\p{L}\p{N}\p{M}._-]+$/u.test(plain) && plain.normalize('NFKC') === plain
  return isPlain ? domainToASCII(plain).toLowerCase() || null : null
}

const asciiDomain = (address: string): string | null => {
  const at = address.lastIndexOf('@')
  return at < 0 ? null : normalDomain(address.slice(at + 1))
}
