import type { FaultCode } from '../faults/catalogue.ts'
import { SsoFault } from '../faults/sso-fault.ts'

export const wellKnown = '/.well-known/openid-configuration'

export interface ReadIssuer {
  /** Without the discovery suffix; a last slash is kept. */
  issuer: string
  discoveryUrl: string
  mended: FaultCode[]
}

const authorizePath = /\/(authorize|auth|authorization|login\/oauth\/authorize)\/?$|\/protocol\/openid-connect\/\w+\/?$/
const authorizeQuery = /[?&](client_id|response_type|redirect_uri)=/

/** The issuer that was meant by what was written. Throws the fault that the writing alone shows. */
export function readIssuer(written: string): ReadIssuer {
  const mended: FaultCode[] = []
  let text = written.trim()
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text) || /^[\w.-]+:\d+/.test(text)) {
    text = `https://${text}`
    mended.push('auth0-domain-form')
  }
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '')
    throw new SsoFault('issuer-invalid', { issuer: written })
  if (/^(open|passport)\.(feishu\.cn|larksuite\.com)$/.test(url.hostname))
    throw new SsoFault('lark-open-platform-is-not-oidc', { issuer: written })
  if (/\/saml2?(\/|$)|\/sso\/saml|federationmetadata/i.test(url.pathname))
    throw new SsoFault('wrong-app-type-saml', { issuer: written })
  if (/\.amazoncognito\.com$/.test(url.hostname)) throw new SsoFault('cognito-domain-as-issuer', { issuer: written })
  const suffix = text.indexOf('/.well-known/')
  if (suffix > 0) {
    text = text.slice(0, suffix)
    mended.push('issuer-has-well-known')
  } else {
    text = text.replace(/[?#].*$/, '')
  }
  const discoveryUrl = text.replace(/\/+$/, '') + wellKnown
  // A character that an address may only end with now stands within it.
  if (!URL.canParse(discoveryUrl)) throw new SsoFault('issuer-invalid', { issuer: written })
  return { issuer: text, discoveryUrl, mended }
}

/** Whether this is where browsers are sent, and so no issuer. A path that only ends in "auth" may still be one. */
export const looksLikeAuthorizeUrl = (written: string): boolean => {
  const url = URL.parse(written)
  return url !== null && (authorizeQuery.test(url.search) || authorizePath.test(url.pathname))
}

/** The addresses above this one, nearest first: one of them may be the issuer. At most five. */
export function parentsOf(written: string): string[] {
  const url = URL.parse(written)
  if (!url) return []
  const parts = url.pathname.split('/').filter(Boolean)
  return parts.map((_, index) => [url.origin, ...parts.slice(0, parts.length - 1 - index)].join('/')).slice(0, 5)
}

/** One slash more or less at the end is the one difference that is mended. */
export const sameButSlash = (one: string, other: string): boolean => one.replace(/\/$/, '') === other.replace(/\/$/, '')

/**
 * Whether an issuer is what was written by hand, as it is or without what somebody may have typed and means the same: capitals in scheme
 * and host, and the usual port (RFC 3986 6.2.2.1 and 6.2.3). How the provider itself writes its name is not ours to mend.
 */
export const sameButSpelling = (issuer: string, written: string): boolean =>
  sameButSlash(issuer, written) || sameButSlash(issuer, respelled(written))

const respelled = (issuer: string): string => {
  const origin = URL.parse(issuer)?.origin
  return origin === undefined ? issuer : origin + issuer.replace(/^[^:]*:\/\/[^/?#]*/, '')
}

/** Whether this issuer is the one that was meant by what was written. */
export function isIssuerWritten(issuer: string, written: string): boolean {
  try {
    return sameButSpelling(issuer, readIssuer(written).issuer)
  } catch {
    return false
  }
}

/** Where it is accepted at all, it is warned of. */
export const isPlainHttp = (issuer: string): boolean => issuer.trim().toLowerCase().startsWith('http:')
