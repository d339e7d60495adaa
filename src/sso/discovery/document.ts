import type { ServerMetadata } from 'openid-client'
import type { OutboundAnswer } from '../../base/outbound.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { parseObject } from '../json.ts'

/** A discovery document with what any sign-in needs. */
export type ProviderMetadata = ServerMetadata & {
  authorization_endpoint: string
  jwks_uri: string
}

const required = ['issuer', 'authorization_endpoint', 'jwks_uri'] as const
const urls = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'userinfo_endpoint',
  'end_session_endpoint',
  'pushed_authorization_request_endpoint',
]

/** What a provider called a member before there was a standard: PingFederate before 10. */
const standardNames: Readonly<Record<string, string>> = { ping_end_session_endpoint: 'end_session_endpoint' }

/** Reads the answer to a request for a discovery document. Throws SsoFault. */
export const readDocument = (answer: OutboundAnswer): ProviderMetadata =>
  documentWith(required, answer) as ProviderMetadata

/** As `readDocument`, of an issuer at which nobody signs in: issuers of workload tokens publish their keys and not much else. */
export const readKeysDocument = (answer: OutboundAnswer): Pick<ProviderMetadata, 'issuer' | 'jwks_uri'> =>
  documentWith(['issuer', 'jwks_uri'], answer) as ProviderMetadata

function documentWith(members: readonly string[], answer: OutboundAnswer): Record<string, unknown> {
  const facts = evidenceOf(answer)
  refuseStatus(answer, facts)
  if (isHtml(answer)) throw new SsoFault('discovery-html', { ...facts, pageTitle: pageTitleOf(answer.text) })
  const read = parseObject(answer.text)
  if (!read)
    throw new SsoFault('discovery-malformed', {
      ...facts,
      reason: 'it is not a JSON object',
      body: answer.text.slice(0, 500),
    })
  // Some providers write null, or an empty list (which Discovery 4.2 forbids), for what they do not say.
  const isSaid = (value: unknown) => value !== null && !(Array.isArray(value) && value.length === 0)
  const said = Object.entries(read).filter(([, value]) => isSaid(value))
  const older = said.flatMap(([name, value]) => (standardNames[name] ? [[standardNames[name], value]] : []))
  const document: Record<string, unknown> = Object.fromEntries([...older, ...said])
  const missing = members.filter((name) => document[name] === undefined)
  if (missing.length > 0) throw new SsoFault('discovery-incomplete', { ...facts, missing })
  const reason = wrongType(document)
  if (reason) throw new SsoFault('discovery-malformed', { ...facts, reason })
  return document
}

const codeOfStatus: Record<number, FaultCode> = {
  401: 'discovery-gated',
  403: 'discovery-gated',
  // A proxy of ours would have said so before the request was sent: this one stands before the provider.
  407: 'discovery-gated',
  429: 'rate-limited',
}

function refuseStatus(answer: OutboundAnswer, facts: Record<string, unknown>): void {
  const { status, headers, text } = answer
  if (status >= 200 && status < 300) return
  const said = { ...facts, body: text.slice(0, 500) }
  if (status >= 300 && status < 400)
    throw new SsoFault('discovery-redirect', { ...said, location: headers['location'] ?? 'nowhere' })
  if (status >= 500) throw new SsoFault('discovery-unavailable', said)
  // Keycloak's answer for a realm that it does not have.
  if (status === 404 && /realm does not exist/i.test(text)) throw new SsoFault('issuer-wrong-realm', said)
  throw new SsoFault(codeOfStatus[status] ?? 'discovery-404', { ...said, retryAfter: headers['retry-after'] })
}

function wrongType(document: Record<string, unknown>): string | null {
  for (const [name, value] of Object.entries(document)) {
    if (name === 'issuer' || urls.includes(name)) {
      if (typeof value !== 'string') return `${name} is no text`
      if (name !== 'issuer' && !/^https?:$/.test(URL.parse(value)?.protocol ?? ''))
        return `${name} is no http or https URL`
    }
    if (name.endsWith('_supported') && listed.test(name) && !isTextList(value)) return `${name} is no list of texts`
  }
  return null
}

const listed =
  /^(id_token_signing_alg_values|token_endpoint_auth_methods|code_challenge_methods|response_types|response_modes|scopes|request_object_signing_alg_values|token_endpoint_auth_signing_alg_values)_/
const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === 'string')

export const evidenceOf = (answer: OutboundAnswer): Record<string, unknown> => ({
  url: answer.url,
  status: answer.status,
  contentType: answer.headers['content-type'],
  elapsed: answer.elapsed,
  ...(answer.proxy && { proxy: answer.proxy.replace(/\/\/[^@/]*@/, '//') }),
})

export const isHtml = (answer: OutboundAnswer): boolean =>
  /^\s*</.test(answer.text) || (/html/i.test(answer.headers['content-type'] ?? '') && !/^\s*[{[]/.test(answer.text))

/** ` ("Sign in")`, or nothing. */
export function pageTitleOf(html: string): string | undefined {
  const title = /<title[^>]*>([^<]{1,120})/i.exec(html)?.[1]?.trim()
  return title ? ` ("${title}")` : undefined
}
