import type { ProviderMetadata } from '../discovery/document.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { codeOfCallbackError } from '../faults/from-words.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { parseObject } from '../json.ts'
import type { PendingSignIn, TakenState } from '../ports.ts'

/** What the browser brought to the callback. */
export interface CallbackAnswer {
  /** Id of the provider whose callback address it was. */
  provider: string
  method: 'GET' | 'POST'
  /** Each name with all its values. */
  parameters: Record<string, string[]>
  /** The value of the browser's sign-in cookie. */
  browser: string | null
  host: string
  /** Who asks, in which session, in the words of `SignInTest.asker`; null for whoever may not test. */
  asker?: string | null
  /** Set by our page that looks for an answer behind the `#`. */
  cameAs?: 'fragment' | 'empty'
}

const single = [
  'state',
  'code',
  'iss',
  'error',
  'error_description',
  'id_token',
  'access_token',
  'token_type',
  'response',
  'session_state',
]

export const parameterOf = (answer: CallbackAnswer, name: string): string | null => answer.parameters[name]?.[0] || null

/** What can be refused before the state is looked at. */
export function checkShape(answer: CallbackAnswer): void {
  const { parameters } = answer
  if (Object.keys(parameters).length === 0)
    throw new SsoFault(answer.cameAs === 'fragment' ? 'fragment-response' : 'params-stripped', {})
  const parameter = single.find((name) => (parameters[name]?.length ?? 0) > 1)
  if (parameter) throw new SsoFault('duplicate-params', { parameter, times: parameters[parameter]!.length })
  if (stateOf(answer) === null) {
    const hasState = parameters['state'] !== undefined
    throw new SsoFault('idp-initiated-no-state', { stateWas: hasState ? 'an empty' : 'no', ...namedError(answer) })
  }
}

/** The state, which in a signed answer is within. Only for finding the sign-in: what is signed is proven later. */
export function stateOf(answer: CallbackAnswer): string | null {
  const response = parameterOf(answer, 'response')
  if (response === null) return parameterOf(answer, 'state')
  const payload = parseObject(Buffer.from(response.split('.')[1] ?? '', 'base64url').toString())
  const state = payload?.['state']
  return typeof state === 'string' && state !== '' ? state : null
}

/** A stranger can write anything into a callback: only a plain word of an error is kept as evidence. */
const namedError = (answer: CallbackAnswer): Record<string, unknown> => {
  const error = parameterOf(answer, 'error')
  return error && /^[a-z_]{1,40}$/.test(error) ? { error } : {}
}

/** The sign-in that the state belongs to; throws the reason why there is none for this browser. */
export function pendingOf(taken: TakenState, answer: CallbackAnswer, now: number): PendingSignIn {
  if (taken.kind === 'unknown')
    throw new SsoFault('idp-initiated-no-state', { stateWas: 'no known', ...namedError(answer) })
  if (taken.kind === 'unreadable')
    throw new SsoFault('secret-rotated', { what: 'The sign-in that this browser began', firstAttempt: taken.attemptId })
  if (taken.kind === 'used') throw new SsoFault('callback-replayed', { firstAttempt: taken.attemptId })
  if (taken.kind === 'expired') {
    const age = Math.round((now - taken.startedAt) / 60_000)
    throw new SsoFault('state-expired', { firstAttempt: taken.attemptId, age })
  }
  const { pending } = taken
  if (!taken.sameBrowser)
    throw new SsoFault(codeOfForeignBrowser(answer, pending), {
      firstAttempt: pending.attemptId,
      startHost: pending.startHost,
      callbackHost: answer.host,
    })
  return pending
}

function codeOfForeignBrowser(answer: CallbackAnswer, pending: PendingSignIn): FaultCode {
  if (answer.browser !== null) return 'state-multi-tab'
  if (pending.startHost !== answer.host) return 'state-cookie-host-changed'
  return answer.method === 'POST' ? 'state-cookie-form-post' : 'state-cookie-cross-site-redirect'
}

/** The answer must be from the provider that was asked, at the address of that provider (RFC 9207; RFC 9700 4.4). */
export function checkOrigin(answer: CallbackAnswer, pending: PendingSignIn): void {
  if (answer.provider === pending.provider) return
  throw new SsoFault('callback-wrong-provider', { startedAt: pending.provider, redirectUri: pending.redirectUri })
}

/** What was asked of one provider is told to no other, though it has taken its place since. */
export function checkSameProvider(metadata: ProviderMetadata, pending: PendingSignIn): void {
  if (metadata.issuer !== pending.issuer)
    throw new SsoFault('provider-changed', { startedAt: pending.issuer, issuerNow: metadata.issuer })
}

export function checkIssuer(answer: CallbackAnswer, metadata: ProviderMetadata, pending: PendingSignIn): void {
  const iss = parameterOf(answer, 'iss')
  const expectedIss = pending.issuer
  if (iss !== null && iss !== expectedIss)
    throw new SsoFault('iss-param-mismatch', { iss: iss.slice(0, 300), expectedIss })
  const isPromised = metadata.authorization_response_iss_parameter_supported === true
  // An ID token beside it names the issuer itself (RFC 9207 2.4), where it was asked for: else nobody looks into it.
  const bringsIdToken = pending.responseType.split(' ').includes('id_token')
  const isNamed = iss !== null || (bringsIdToken && parameterOf(answer, 'id_token') !== null)
  if (!isNamed && isPromised && parameterOf(answer, 'error') === null)
    throw new SsoFault('iss-param-missing', { expectedIss })
}

/**
 * The answer must have come by the way that was asked for: a code behind the `#` or without its signature may be anybody's. A refusal
 * behind it gives nobody anything, and says why.
 */
export function checkMode(answer: CallbackAnswer, { responseMode }: PendingSignIn): void {
  const isSigned = parameterOf(answer, 'response') !== null
  const isRefusal = parameterOf(answer, 'error') !== null
  if (answer.cameAs === 'fragment' && responseMode !== 'fragment' && !isRefusal)
    throw new SsoFault('fragment-response', {})
  if (responseMode === 'jwt' && !isSigned)
    throw new SsoFault('response-mode-unexpected', { responseMode, cameAs: 'plain parameters' })
  if (responseMode !== 'jwt' && isSigned)
    throw new SsoFault('response-mode-unexpected', { responseMode, cameAs: 'a signed token' })
}

/** What the browser brought, as the response type has it. */
export interface FrontChannel {
  code: string | null
  idToken: string | null
  accessToken: string | null
}

/** What came, all that was asked for; throws what the provider refused, or what is missing. */
export function contentOf(answer: CallbackAnswer, { responseType, redirectUri }: PendingSignIn): FrontChannel {
  refuseError(answer, { responseType, redirectUri })
  const names = responseType.split(' ')
  const came = (name: string, parameter: string) => (names.includes(name) ? parameterOf(answer, parameter) : null)
  const content = {
    code: came('code', 'code'),
    idToken: came('id_token', 'id_token'),
    accessToken: came('token', 'access_token'),
  }
  const parameters = Object.keys(answer.parameters)
  if (names.includes('code') && content.code === null) throw new SsoFault('code-missing', { parameters })
  const missing = [
    ...(names.includes('id_token') && content.idToken === null ? ['ID token'] : []),
    ...(names.includes('token') && content.accessToken === null ? ['access token'] : []),
  ]
  if (missing.length > 0) throw new SsoFault('front-channel-token-missing', { responseType, missing, parameters })
  return content
}

function refuseError(answer: CallbackAnswer, facts: Record<string, unknown>): void {
  const error = parameterOf(answer, 'error')
  if (error === null) return
  const said = {
    error: error.slice(0, 100),
    errorDescription: parameterOf(answer, 'error_description')?.slice(0, 1000),
  }
  throw new SsoFault(codeOfCallbackError(said), {
    ...facts,
    ...said,
    errorUri: parameterOf(answer, 'error_uri')?.slice(0, 300),
  })
}
