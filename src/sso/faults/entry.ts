/** Where in a sign-in (or sign-out) something was found. In the order in which a sign-in meets them. */
export type Stage =
  | 'config'
  | 'discovery'
  | 'network'
  | 'tls'
  | 'authorize'
  | 'callback'
  | 'token'
  | 'jwks'
  | 'id-token'
  | 'assertion'
  | 'userinfo'
  | 'provisioning'
  | 'session'
  | 'logout'

/**
 * One code of the closed set. The texts are templates: `{name}` is a fact of the attempt or a word of the provider's profile,
 * `{name|otherwise}` has a fallback, and a mend whose facts are not known is left out.
 */
export interface FaultEntry {
  /** `fault` ends an attempt, `finding` is only warned of, `mended` was put right by us and is noted on the attempt that succeeded. */
  kind: 'fault' | 'finding' | 'mended'
  stage: Stage
  /** A few words, without a full stop. */
  title: string
  /** For the administrator: what was seen. */
  happened: string
  /** For the administrator: why that is, most likely. */
  cause: string
  /** For the administrator: what to change, the likeliest first. */
  mend: string[]
  /** As it is said before anybody signs in: what will be, where the other sentences tell what was. */
  ahead?: { title: string; happened: string; mend?: string[] }
  /** What looks the same and is another cause, and by what an administrator tells the two apart. */
  lookAlikes?: LookAlike[]
  /** For the person who tried to sign in. Where absent: the title, and the advice to tell an administrator. */
  visitor?: string
  /** The error of RFC 6749 4.1.2.1 that stands in the URL of the sign-in page; `server_error` where absent. */
  oauthError?: 'access_denied' | 'invalid_request' | 'temporarily_unavailable'
}

export interface LookAlike {
  code: string
  /** What would be seen if it were that one. A sentence. */
  decides: string
}
