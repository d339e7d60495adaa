import type { OutboundAnswer } from '../../base/outbound.ts'
import { evidenceOf, isHtml, pageTitleOf } from '../discovery/document.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { codeOfWords, type ProviderError } from '../faults/from-words.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { parseObject } from '../json.ts'

/** The fields of a token answer that we use; what else a provider sends is left out. */
export interface TokenAnswer {
  accessToken: string | null
  /** Seconds that the access token lasts; null where the provider does not say. */
  expiresIn: number | null
  refreshToken: string | null
  idToken: string
  scope: string | null
}

/** What a refresh is answered with. Most providers send a new ID token (OpenID Connect Core 12.2), and none must. */
export type RefreshAnswer = Omit<TokenAnswer, 'idToken'> & { idToken: string | null }

/** Reads what the token endpoint answered to a code. Throws SsoFault with the provider's own words among its facts. */
export function readTokenAnswer(answer: OutboundAnswer): TokenAnswer {
  const { idToken, ...rest } = readRefreshAnswer(answer)
  if (idToken !== null) return { ...rest, idToken }
  const body = parseObject(answer.text) ?? {}
  throw new SsoFault('id-token-missing', {
    ...evidenceOf(answer),
    fields: Object.keys(body),
    grantedScope: body['scope'],
  })
}

/** Reads what the token endpoint answered, with or without an ID token. Throws SsoFault as above. */
export function readRefreshAnswer(answer: OutboundAnswer): RefreshAnswer {
  const facts = evidenceOf(answer)
  const body = parseObject(answer.text)
  const said = { ...errorInChallenge(answer), ...errorOf(body) }
  refuseStatus(answer, facts, said, body !== null)
  if (!body) throw unreadable(answer, facts)
  if (said.error) throw new SsoFault(codeOfWords(said) ?? 'token-http200-error', { ...facts, ...said })
  const { id_token: idToken, scope } = body
  const isAbsent = idToken === undefined || idToken === null || idToken === ''
  if (isAbsent && typeof body['code'] === 'number' && body['code'] !== 0)
    throw new SsoFault('token-http200-error', { ...facts, error: body['code'], errorDescription: body['msg'] })
  if (!isAbsent && typeof idToken !== 'string')
    throw new SsoFault('id-token-malformed', { ...facts, reason: 'it is no text' })
  return {
    idToken: textOf(idToken),
    accessToken: textOf(body['access_token']),
    expiresIn: readExpiresIn(body['expires_in']),
    refreshToken: textOf(body['refresh_token']),
    scope: typeof scope === 'string' ? scope : null,
  }
}

/** What begins like JSON was meant as such. */
function unreadable(answer: OutboundAnswer, facts: Record<string, unknown>): SsoFault {
  const { text } = answer
  // A success that is no page may hold tokens all the same.
  const all = { ...facts, body: isHtml(answer) ? text.slice(0, 300) : `[${text.length} characters]` }
  if (/^\s*[{[]/.test(text)) return new SsoFault('token-malformed', { ...all, reason: 'it is no JSON object' })
  return new SsoFault('token-not-json', { ...all, pageTitle: pageTitleOf(text) })
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Some providers write the number as text. */
export function readExpiresIn(value: unknown): number | null {
  const seconds = typeof value === 'string' ? Number.parseInt(value, 10) : value
  return typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds) ? seconds : null
}

function refuseStatus(
  answer: OutboundAnswer,
  facts: Record<string, unknown>,
  said: ProviderError,
  isJson: boolean,
): void {
  const { status, headers, text } = answer
  if (status >= 200 && status < 300) return
  const all = { ...facts, ...said, body: text.slice(0, 500), challenge: headers['www-authenticate'] }
  if (status >= 300 && status < 400)
    throw new SsoFault('token-redirect', { ...all, location: headers['location'] ?? 'nowhere' })
  if (status === 429) throw new SsoFault('rate-limited', { ...all, retryAfter: headers['retry-after'] })
  if (isJson && (said.error || status < 500)) throw new SsoFault(codeOfTokenError(said, status), all)
  const page = { ...all, pageTitle: pageTitleOf(text) }
  if (isHtml(answer) && status !== 401)
    throw new SsoFault(status === 403 ? 'waf-blocks-token-call' : 'token-not-json', page)
  if (status >= 500) throw new SsoFault('token-unreachable', { ...all, reason: `answers HTTP ${status}` })
  throw new SsoFault(status === 401 ? 'secret-wrong' : 'token-not-json', page)
}

const names: Record<string, FaultCode> = {
  invalid_client: 'secret-wrong',
  invalid_grant: 'invalid-grant-other',
  unauthorized_client: 'grant-not-enabled',
  unsupported_grant_type: 'grant-not-enabled',
  invalid_scope: 'scope-groups-unknown',
  server_error: 'idp-server-error',
  temporarily_unavailable: 'idp-server-error',
  access_denied: 'secret-wrong',
}

function codeOfTokenError(said: ProviderError, status: number): FaultCode {
  // Keycloak says unauthorized_client, Auth0 access_denied, for credentials that it does not accept; both by 401.
  const isAboutCredentials =
    status === 401 || /client (credentials|secret|authentication)/i.test(said.errorDescription ?? '')
  const byWords = codeOfWords(said)
  // Fosite, Doorkeeper and authentik have one sentence for all that can be wrong with a client, an unknown one among it. That would have
  // been seen where the person was sent to sign in, so here it is the secret.
  const isOneForAll = byWords === 'client-id-wrong' && /client authentication failed/i.test(said.errorDescription ?? '')
  // It was registered, or the person would not have come back: what is complained of is that it is another now.
  if (byWords === 'redirect-uri-mismatch') return 'redirect-uri-differs-at-token'
  if (byWords && !isOneForAll) return byWords
  if (isAboutCredentials && said.error !== 'invalid_grant') return 'secret-wrong'
  if (said.error === 'access_denied') return 'token-refused'
  return names[said.error ?? ''] ?? 'token-refused'
}

function errorOf(body: Record<string, unknown> | null): ProviderError {
  const [error, errorDescription] = [textOf(body?.['error']), textOf(body?.['error_description'])]
  return {
    ...(error !== null && { error: error.slice(0, 500) }),
    ...(errorDescription !== null && { errorDescription: errorDescription.slice(0, 500) }),
  }
}

/** Some providers say what is wrong in the header alone (RFC 6750 3). */
function errorInChallenge({ status, headers }: OutboundAnswer): ProviderError {
  const challenge = status === 200 ? '' : (headers['www-authenticate'] ?? '')
  const quoted = (name: string) => new RegExp(`\\b${name}="([^"]{1,500})"`).exec(challenge)?.[1]
  const [error, errorDescription] = [quoted('error'), quoted('error_description')]
  return { ...(error && { error }), ...(errorDescription && { errorDescription }) }
}
