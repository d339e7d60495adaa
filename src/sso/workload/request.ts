import type { FaultCode } from '../faults/catalogue.ts'

export type TokenError =
  | 'invalid_request'
  | 'unsupported_grant_type'
  | 'invalid_grant'
  | 'temporarily_unavailable'
  | 'server_error'

/** A token request that was refused, as RFC 6749 5.2 has it told. `message` is one text for whoever runs the workload. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly error: TokenError
  /** The code of the catalogue and the attempt that explains it to administrators; null for a request that was no such thing. */
  readonly code: FaultCode | null
  readonly attemptId: string | null

  constructor(error: TokenError, message: string, attempt?: { code: FaultCode; id: string }, cause?: unknown) {
    super(message, { cause })
    this.error = error
    this.code = attempt?.code ?? null
    this.attemptId = attempt?.id ?? null
  }
}

/** RFC 7523, section 2.1. */
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** The assertion of a token request. `scope` and a client's name mean nothing here and are passed over. Throws TokenRefused. */
export function assertionOf(parameters: Readonly<Record<string, string[]>>): string {
  const grantType = only(parameters, 'grant_type')
  if (grantType !== jwtBearer)
    throw new TokenRefused('unsupported_grant_type', `The grant_type here is ${jwtBearer}, and no other.`)
  // The client trims the file; whoever asks by hand may not.
  return only(parameters, 'assertion').trim()
}

/** RFC 6749 3.2: no parameter comes twice, and an empty one counts as missing. */
function only(parameters: Readonly<Record<string, string[]>>, name: string): string {
  const [value, ...more] = parameters[name] ?? []
  if (more.length > 0)
    throw new TokenRefused('invalid_request', `The parameter ${name} stands in the form more than once.`)
  if (value) return value
  throw new TokenRefused('invalid_request', `The parameter ${name} is missing in the form.`)
}
