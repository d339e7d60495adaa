/** What looks like a secret, whosever it is. `find` has the global flag; the group `keep` in it stays. */
interface Pattern {
  what: string
  find: RegExp
  /** Whether what was found is none after all. */
  isHarmless?(found: string): boolean
}

/** What may stand where a secret would, and is none: that there is one, or how long it is, or that it was cut. */
const harmless =
  /^$|^\[(cut: |hidden\]|secret\]|token\]|\d+ characters\])|^(set|not set|none|missing|null|true|false)$|^(text|list|object)( of|,) \d+\b/
export const isHarmlessText = (text: string): boolean => harmless.test(text)

/** A code of the catalogue, which our own addresses have in `code`. */
const isFaultCode = (found: string): boolean => /^code=[a-z]+(-[a-z]+)+$/.test(found)

const secretParameters =
  'access_token|refresh_token|id_token|id_token_hint|logout_token|client_secret|client_assertion|assertion|code_verifier|code|state|nonce|password|passwd|pwd|secret|token|api_?key|signature|SAMLResponse'
const secretMembers =
  'access_token|refresh_token|id_token|logout_token|client_secret|clientSecret|client_assertion|code_verifier|password|passwd|api_?key|apiKey|secret|authorization|cookie|set-cookie'

export const patterns: Pattern[] = [
  {
    what: 'a private key',
    find: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g,
  },
  { what: 'a token', find: /\beyJ[\w-]{5,}\.[\w-]*(?:\.[\w-]*){0,3}/g },
  {
    what: 'a bearer token',
    find: /(?<keep>\b(?:Bearer|DPoP|Negotiate)\s+)[\w.~+/-]{8,}=*/gi,
    isHarmless: (found) => !/[0-9A-Z]/.test(found.replace(/^\S+\s+/, '')),
  },
  {
    what: 'credentials',
    find: /(?<keep>\bBasic\s+)[A-Za-z0-9+/_-]{8,}={0,2}/gi,
    isHarmless: (found) =>
      !Buffer.from(found.replace(/^\S+\s+/, ''), 'base64')
        .toString('latin1')
        .includes(':'),
  },
  { what: 'credentials in an address', find: /(?<keep>\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#@"'<>]+(?=@)/gi },
  { what: 'a cookie', find: /(?<keep>\b(?:set-)?cookie\\?["']?\s*[:=]\s*\\?["']?)[^\s=;,"'\\]+=[^"'\\\r\n]+/gi },
  { what: 'a cookie', find: /(?<keep>\b(?:__Host-)?signpost[\w-]*=)[\w.~%+/-]{8,}/g },
  { what: 'an API key', find: /\blocal-[\w.-]{20,}/g },
  { what: 'an API key', find: /\b[0-9a-f]{40}\b/g },
  {
    what: 'an API key',
    find: /\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|GOCSPX-[\w-]{20,}|(?:AKIA|ASIA)[0-9A-Z]{16}|xox[abprs]-[\w-]{10,}|sk-[\w-]{20,}|\w{3}8Q~[\w.~-]{30,})/g,
  },
  {
    what: 'a secret by its name',
    find: new RegExp(`(?<keep>\\b(?:${secretParameters})=)[^\\s&"'<>\\\\,;)]{4,}`, 'gi'),
    isHarmless: isFaultCode,
  },
  {
    what: 'a secret by its name',
    find: new RegExp(`(?<keep>\\\\?["'](?:${secretMembers})\\\\?["']\\s*:\\s*\\\\?["'])[^"'\\\\]{4,}`, 'gi'),
  },
  { what: 'a password', find: /(?<keep>\bpassword:\s+)\S{6,}/gi },
  { what: 'the hash of a password', find: /\$argon2id?\$\S+/g },
]

/** Names of members whose text is a secret whatever it looks like. */
const secretNames = new Set(
  'authorization proxyauthorization cookie setcookie clientsecret password passwd secret accesstoken refreshtoken idtoken logouttoken codeverifier clientassertion assertion apikey xapikey privatekey'.split(
    ' ',
  ),
)

export const isSecretName = (name: string): boolean => secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''))

/** `text` without what looks like a secret; `cut` is told of each and says what stands in its place. */
export function withoutPatterns(text: string, cut: (what: string) => string): string {
  return patterns.reduce(
    (rest, { what, find, isHarmless }) =>
      rest.replace(find, (found: string, ...more: unknown[]) => {
        const { keep = '' } = (typeof more.at(-1) === 'object' ? more.at(-1) : {}) as { keep?: string }
        const secret = found.slice(keep.length)
        return isHarmlessText(secret) || isHarmless?.(found) ? found : keep + cut(what)
      }),
    text,
  )
}
