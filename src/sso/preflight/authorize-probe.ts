import { randomUUID } from 'node:crypto'
import type { OutboundAnswer } from '../../base/outbound.ts'
import type { CallbackAnswer } from '../checks/callback.ts'
import { askProvider } from '../connection.ts'
import { pageTitleOf } from '../discovery/document.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { codeOfCallbackError, codeOfWords, type ProviderError } from '../faults/from-words.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import type { ProviderSettings } from '../provider.ts'
import type { RequestParts } from '../request.ts'
import type { Probe } from './check.ts'

export interface AuthorizeProbe extends Probe {
  /** What a browser would bring to our callback. */
  came?: Pick<CallbackAnswer, 'method' | 'parameters' | 'cameAs'>
}

/** What a provider answers that knows client and redirect URI, and nobody who is signed in (OpenID Connect Core 3.1.2.6). */
const wantsThePerson = ['login_required', 'interaction_required', 'consent_required', 'account_selection_required']

/**
 * Asks the authorization endpoint with `prompt=none` and looks where it sends the browser: back to us proves client id and redirect URI, a
 * page of its own says what it does not take. Nothing is followed to us. Throws SsoFault; OutboundError where it cannot be reached.
 */
export async function probeAuthorize(
  { outbound }: Pick<RequestParts, 'outbound'>,
  settings: ProviderSettings,
  url: URL,
  redirectUri: string,
): Promise<AuthorizeProbe> {
  const ask = (address: URL) => askProvider(outbound, settings, address.href, { headers: { accept: 'text/html' } })
  const answer = shortened(await ask(url))
  const evidence = { status: answer.status, endpoint: url.origin + url.pathname, redirectUri }
  const back = answerBack(answer, redirectUri)
  if (back) return readBack(back, evidence)
  if (answer.status >= 500) return cannotTell('The provider fails when it is asked without a person', evidence)
  const text = visibleText(answer.text)
  const page = { ...evidence, pageTitle: pageTitleOf(answer.text), page: text.slice(0, 300) }
  const said = codeOfWords({ errorDescription: text.slice(0, 5000) })
  if (answer.status === 429)
    throw new SsoFault('rate-limited', { ...page, url: page.endpoint, retryAfter: answer.headers['retry-after'] })
  if (!said && isOfSomethingElse(answer))
    return cannotTell('What answers here is not the authorization endpoint itself', page)
  if (answer.status >= 400)
    throw new SsoFault(said ?? (await whichOfTwo(ask, url, answer.text)), {
      ...page,
      errorDescription: text.slice(0, 300),
    })
  if (said && aboutTheRequest.includes(said))
    throw new SsoFault(said, { ...page, errorDescription: text.slice(0, 300) })
  return cannotTell('The provider shows a page of its own instead of answering', page)
}

/** A wall before the provider, or no such address: alike for every client, so that it tells nothing of ours. */
const isOfSomethingElse = ({ status, headers, text }: OutboundAnswer): boolean =>
  [404, 405, 410].includes(status) ||
  (status === 403 && (/cloudflare|akamai/i.test(headers['server'] ?? '') || /just a moment/i.test(text)))

/** Codes that a page may be believed in although it comes with the status of success. */
const aboutTheRequest: FaultCode[] = ['redirect-uri-mismatch', 'client-id-wrong', 'response-type-disabled']

const cannotTell = (title: string, evidence: Record<string, unknown>): Probe => ({
  kind: 'cannot-tell',
  title,
  evidence,
})

/** What a browser would bring to us: by redirect, or by a form that submits itself. Null where it would stay at the provider. */
function answerBack({ status, headers, text }: OutboundAnswer, redirectUri: string): AuthorizeProbe['came'] | null {
  const location = headers['location'] ?? ''
  if (status >= 300 && status < 400 && isOurs(location, redirectUri)) {
    const { search, hash } = new URL(location)
    if (hash.length <= 1) return { method: 'GET', parameters: listed(new URLSearchParams(search)) }
    return { method: 'GET', parameters: listed(new URLSearchParams(hash.slice(1))), cameAs: 'fragment' }
  }
  const action = /<form\b[^>]*\baction="([^"]*)"/i.exec(text)?.[1]
  if (!action || !isOurs(plain(action), redirectUri)) return null
  const inputs = [...text.matchAll(/<input\b[^>]*>/gi)].map(([input]) => [
    attribute(input, 'name'),
    attribute(input, 'value'),
  ])
  return { method: 'POST', parameters: listed(new URLSearchParams(inputs)) }
}

const listed = (parameters: URLSearchParams): Record<string, string[]> =>
  Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]))

const isOurs = (address: string, redirectUri: string): boolean => address.split(/[?#]/)[0] === redirectUri
const attribute = (tag: string, name: string): string =>
  plain(new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1] ?? '')
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const plain = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,5})|#(\d{1,6})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return named[name] ?? whole
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal))
  })

function readBack(came: NonNullable<AuthorizeProbe['came']>, evidence: Record<string, unknown>): AuthorizeProbe {
  const first = (name: string) => came.parameters[name]?.[0]
  const error = first('error')
  const title = 'The provider knows the client id and the redirect URI'
  const description = first('error_description')
  // Nobody was there to deny anything; and who complains of `prompt` has taken the rest.
  const isOfNobody = error === 'access_denied' || (error === 'invalid_request' && /\bprompt\b/i.test(description ?? ''))
  if (error === undefined || wantsThePerson.includes(error) || isOfNobody)
    return { kind: 'ok', title, evidence: { ...evidence, error }, came }
  const said: ProviderError = { error, errorDescription: description?.slice(0, 1000) }
  throw new SsoFault(codeOfCallbackError(said), { ...evidence, ...said })
}

/** A page that refuses without words that we know: where a client that cannot exist is refused alike, the client is what it does not know. */
async function whichOfTwo(ask: (url: URL) => Promise<OutboundAnswer>, url: URL, page: string): Promise<FaultCode> {
  const other = new URL(url)
  other.searchParams.set('client_id', `signpost-probe-${randomUUID()}`)
  const answer = shortened(await ask(other))
  return comparable(answer.text) === comparable(page) ? 'client-id-wrong' : 'redirect-uri-mismatch'
}

/** What is looked for stands at the beginning; a page without end may not keep this server busy. */
const shortened = (answer: OutboundAnswer): OutboundAnswer => ({ ...answer, text: answer.text.slice(0, 20_000) })

/** What a person would read. */
const visibleText = (html: string): string =>
  plain(html.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()

/** Without what is another each time. */
const comparable = (html: string): string => visibleText(html).replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[\w-]{20,}\b/gi, '')
