/** What kept a call from being answered. `reason` is closed; the facts tell the rest. */
export type OutboundReason =
  | 'endpoint-forbidden'
  | 'http-refused'
  | 'url-invalid'
  | 'dns'
  | 'refused'
  | 'connect-timeout'
  | 'timeout'
  | 'tls'
  | 'too-large'
  | 'reset'
  | 'proxy'
  | 'other'

export interface OutboundFacts {
  /** Without its query. */
  url: string
  host: string
  /** Node's or OpenSSL's own name of the error: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  errorCode?: string
  message?: string
  address?: string
  /** The proxy that was used, without its credentials. */
  proxy?: string
  /** Milliseconds until it failed. */
  elapsed?: number
}

export class OutboundError extends Error {
  override readonly name = 'OutboundError'
  readonly reason: OutboundReason
  readonly facts: OutboundFacts

  constructor(reason: OutboundReason, facts: OutboundFacts, cause?: unknown) {
    super(`${reason}: ${facts.message ?? facts.errorCode ?? facts.host}`, { cause })
    this.reason = reason
    this.facts = facts
  }
}

/** The first error below this one (itself included, the members of an AggregateError too) that has a `code`. */
export function codedCause(error: unknown): { code: string; message: string; address?: string } | null {
  for (let each = error as Record<string, unknown> | undefined; each; each = each['cause'] as typeof each) {
    if (Array.isArray(each['errors']) && each['errors'].length > 0) {
      const inner = codedCause(each['errors'][0])
      if (inner) return inner
    }
    if (typeof each['code'] === 'string') {
      return { code: each['code'], message: String(each['message']), address: each['address'] as string | undefined }
    }
  }
  return null
}

/** `UNSPECIFIED` is Node's word for what it has no word for when a certificate is verified. */
const tlsCode =
  /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|UNSPECIFIED$)/

/** What undici, Node and OpenSSL throw, in our closed set of reasons. */
export function reasonOf(code: string | undefined): OutboundReason {
  if (!code) return 'other'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') return 'dns'
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return 'connect-timeout'
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'timeout'
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET') return 'reset'
  if (code === 'ERR_INVALID_URL') return 'url-invalid'
  return tlsCode.test(code) ? 'tls' : 'other'
}
