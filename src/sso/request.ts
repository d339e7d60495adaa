import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { OutboundAnswer } from '../base/outbound.ts'
import type { Attempt } from './attempt.ts'
import { isClientRefusal } from './checks/client-refusal.ts'
import { evidenceOf, type ProviderMetadata } from './discovery/document.ts'
import { codeOfWords } from './faults/from-words.ts'
import { SsoFault } from './faults/sso-fault.ts'
import { parseObject } from './json.ts'
import { signingAlgorithm } from './negotiate/client-assertion.ts'
import type { SignInPlan } from './negotiate/plan.ts'
import type { ProviderSettings } from './provider.ts'
import { askAsClient, endpointFor, type TokenRequestParts, triesPerCode } from './token-request.ts'

export type RequestParts = Pick<TokenRequestParts, 'outbound' | 'clock'>

export interface AuthorizationRequest {
  settings: ProviderSettings
  metadata: ProviderMetadata
  plan: SignInPlan
  attempt: Attempt
  parameters: URLSearchParams
}

/** The address to which the browser goes: with all parameters, or with those that the provider was sent another way. Throws SsoFault. */
export async function requestUrl(parts: RequestParts, request: AuthorizationRequest): Promise<URL> {
  const { metadata, plan } = request
  const form = plan.request.value
  const signed = form === 'signed' || form === 'pushed and signed'
  const parameters = signed ? await requestObject(parts, request) : request.parameters
  const sent = form.startsWith('pushed') ? await push(parts, request, parameters) : parameters
  const url = new URL(metadata.authorization_endpoint)
  for (const [name, value] of sent) url.searchParams.set(name, value)
  return url
}

/** RFC 9101: the parameters as a token that we sign. What OpenID Connect Core 6.1 wants outside too stays outside. */
async function requestObject({ clock }: RequestParts, request: AuthorizationRequest): Promise<URLSearchParams> {
  const { settings, metadata, parameters, attempt } = request
  const own = settings.signingKeys[0]
  const published = metadata.request_object_signing_alg_values_supported
  const alg = own ? signingAlgorithm(own, published) : 'HS256'
  const key = own ? own.key : new TextEncoder().encode(settings.clientSecret!)
  const now = Math.floor(clock.now() / 1000)
  const token = await new SignJWT(Object.fromEntries(parameters))
    .setProtectedHeader({ alg, typ: 'oauth-authz-req+jwt', ...(own && { kid: own.kid }) })
    .setIssuer(settings.clientId!)
    .setAudience(metadata.issuer)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + 300)
    .sign(key)
  attempt.hide(token)
  const outside = ['client_id', 'response_type', 'scope', 'redirect_uri', 'state', 'nonce']
  const kept = [...parameters].filter(([name]) => outside.includes(name))
  return new URLSearchParams([...kept, ['request', token]])
}

/** It goes into an address, which servers and proxies take up to some kilobytes. */
const longestRequestUri = 2000

/** RFC 9126: the parameters go to the provider directly, and the browser carries their name. */
async function push(
  parts: RequestParts,
  { settings, metadata, plan, attempt }: AuthorizationRequest,
  parameters: URLSearchParams,
): Promise<URLSearchParams> {
  let refusal: SsoFault | undefined
  for (const way of plan.clientAuth.value.slice(0, triesPerCode)) {
    const url = endpointFor(way, metadata, 'pushed_authorization_request_endpoint')
    const answer = await askAsClient(parts, { settings, way, url, body: new URLSearchParams(parameters) })
    const requestUri = parseObject(answer.text)?.['request_uri']
    if (answer.status === 201 && typeof requestUri === 'string' && requestUri.length <= longestRequestUri) {
      attempt.hide(requestUri)
      attempt.stage('authorize', 'ok', { ...evidenceOf(answer), clientAuth: way.name, request: plan.request.value })
      return new URLSearchParams({ client_id: settings.clientId!, request_uri: requestUri })
    }
    refusal = refusalOf(answer, { clientAuth: way.name, scope: parameters.get('scope') })
    if (answer.status !== 401 && !isClientRefusal(refusal)) break
  }
  throw refusal!
}

function refusalOf(answer: OutboundAnswer, facts: Record<string, unknown>): SsoFault {
  const { error, error_description: errorDescription } = parseObject(answer.text) ?? {}
  const said = { error: textOf(error), errorDescription: textOf(errorDescription) }
  const otherwise = said.error === 'invalid_scope' ? 'scope-groups-unknown' : 'pushed-request-refused'
  return new SsoFault(codeOfWords(said) ?? otherwise, { ...evidenceOf(answer), ...said, ...facts })
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value.slice(0, 500) : undefined)
