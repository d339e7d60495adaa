import { type OutboundAnswer, OutboundError, type OutboundRequest } from '../../base/outbound.ts'
import { isHtml } from '../discovery/document.ts'
import { parseObject } from '../json.ts'
import { described } from './described.ts'

/** A request to a provider and what came back, as it may be written down: no parameter's value, no token, nothing of a person. */
export interface ProviderCall {
  /** Milliseconds since the attempt began. */
  after: number
  /** Milliseconds until the answer was there. */
  took: number
  method: string
  /** Without its query. */
  url: string
  /** Names of what was sent, in the address or as a form. */
  parameters: string[]
  /** How the client, or the person, was proven in it: `Authorization: Basic`, `client_secret`, ... More than one is one too many. */
  credentials: string[]
  answer: ProviderAnswer | null
  /** Why there is no answer. */
  failure: Record<string, unknown> | null
}

export interface ProviderAnswer {
  status: number
  contentType: string | null
  /** Those that tell something: of the provider's clock, of what stands before it, of where to go and what to prove. */
  headers: Record<string, string>
  /** Characters of the whole body. */
  size: number
  /** Its beginning. Of an answer to credentials only the members that hold none, and the kind of the others. */
  body: string
  /** Seconds by which the provider's clock is ahead of ours; null where it does not say. */
  ahead: number | null
}

type Asked = Pick<OutboundRequest, 'method' | 'headers' | 'body'>

export function describeRequest(address: string, { method = 'GET', headers = {}, body = '' }: Asked) {
  const url = URL.parse(address)
  const isForm = Object.entries(headers).some(
    ([name, value]) => /^content-type$/i.test(name) && /urlencoded/.test(value),
  )
  const form = new URLSearchParams(isForm ? body : '')
  const scheme = Object.entries(headers)
    .find(([name]) => /^authorization$/i.test(name))?.[1]
    .split(' ')[0]
  const proofs = ['client_secret', 'client_assertion'].filter((name) => form.has(name))
  return {
    method,
    url: url ? url.origin + url.pathname : address.split('?')[0]!.slice(0, 200),
    parameters: [...new Set([...(url?.searchParams.keys() ?? []), ...form.keys()])],
    credentials: [...(scheme ? [`Authorization: ${scheme}`] : []), ...proofs],
  }
}

const longestBody = 2048

export function describeAnswer(answer: OutboundAnswer, isConfidential: boolean, now: number): ProviderAnswer {
  const { status, headers, text } = answer
  return {
    status,
    contentType: headers['content-type'] ?? null,
    headers: headersThatMatter(headers),
    size: text.length,
    body: (isConfidential ? confidential(answer) : text).slice(0, longestBody),
    ahead: headers['age'] === undefined ? clockDifference(headers['date'], now) : null,
  }
}

export const describeFailure = (error: unknown): Record<string, unknown> =>
  error instanceof OutboundError
    ? { reason: error.reason, ...error.facts }
    : { reason: 'other', message: (error as Error).message }

const telling = [
  'date',
  'www-authenticate',
  'retry-after',
  'cache-control',
  'etag',
  'server',
  'via',
  'age',
  'cf-ray',
  'cf-mitigated',
  'x-cache',
  'x-served-by',
  'x-amz-cf-id',
  'x-azure-ref',
  'x-request-id',
  'x-correlation-id',
  'x-ms-request-id',
  'x-okta-request-id',
]

function headersThatMatter(headers: Record<string, string>): Record<string, string> {
  const found = telling
    .filter((name) => headers[name] !== undefined)
    .map((name) => [name, headers[name]!.slice(0, 300)])
  const location = headers['location']
  return { ...Object.fromEntries(found), ...(location !== undefined && { location: withoutValues(location) }) }
}

/** An address with the names of its parameters alone. */
export function withoutValues(address: string): string {
  const [path = '', ...rest] = address.split(/[?#]/)
  const names = rest.flatMap((part) => [...new URLSearchParams(part).keys()])
  return path.slice(0, 500) + (names.length > 0 ? `?${[...new Set(names)].join('&')}` : '')
}

/** Members in which providers say why they refuse. What else an answer to credentials has is a secret, or of the person. */
const words = [
  'error',
  'error_description',
  'error_uri',
  'error_codes',
  'errorCode',
  'errorSummary',
  'msg',
  'message',
  'title',
  'detail',
  'status',
  'token_type',
  'scope',
  'expires_in',
  'correlation_id',
  'trace_id',
  'timestamp',
]

/** What a success says that is not of the person: a `title` or a `status` there may be a claim. */
const ofAnyAnswer = ['token_type', 'scope', 'expires_in']

function confidential(answer: OutboundAnswer): string {
  const { headers, text, status } = answer
  const object = parseObject(text)
  if (object) return JSON.stringify(withoutSecrets(object, status), null, 2)
  if (/urlencoded/i.test(headers['content-type'] ?? '')) {
    const members = Object.fromEntries(new URLSearchParams(text))
    return JSON.stringify(withoutSecrets(members, status), null, 2)
  }
  // A page, or the words of something that stands before the provider. A success in any other form may be a token.
  if (status >= 300 || isHtml(answer)) return text
  return `[${text.length} characters]`
}

function withoutSecrets(object: Record<string, unknown>, status: number): Record<string, unknown> {
  const isRefusal = status >= 400 || 'error' in object || (typeof object['code'] === 'number' && object['code'] !== 0)
  const open = isRefusal ? words : ofAnyAnswer
  const shown = ([name, value]: [string, unknown]) => {
    // Lark's and others' number of an error; a code of RFC 6749 is a text.
    const isOpen = open.includes(name) || (name === 'code' && typeof value === 'number')
    return [name, isOpen && !isObject(value) ? value : described(value)]
  }
  return Object.fromEntries(Object.entries(object).map(shown))
}

const isObject = (value: unknown): boolean => value !== null && typeof value === 'object' && !Array.isArray(value)

/** Seconds by which a server's clock is ahead of ours, by the Date header of its answer. */
function clockDifference(date: string | undefined, now: number): number | null {
  const at = Date.parse(date ?? '')
  return Number.isNaN(at) ? null : Math.round((at - now) / 1000)
}
