import { codedCause, OutboundError, type OutboundFacts, reasonOf } from './errors.ts'
import { findRefusal } from './guard.ts'
import { withoutCredentials } from './look.ts'

/** `elapsed` in milliseconds. */
export function asOutboundError(error: unknown, url: URL, proxy: string | null, elapsed: number): OutboundError {
  const facts: OutboundFacts = { url: url.origin + url.pathname, host: url.host, elapsed: Math.round(elapsed) }
  if (proxy) facts.proxy = withoutCredentials(proxy)
  const refused = findRefusal(error)
  if (refused) return new OutboundError(refused.refusal, { ...facts, address: refused.address }, error)
  if ((error as { tooLarge?: true }).tooLarge)
    return new OutboundError('too-large', { ...facts, message: (error as Error).message }, error)
  if ((error as Error).name === 'TimeoutError') {
    return new OutboundError('timeout', { ...facts, message: (error as Error).message }, error)
  }
  const coded = codedCause(error)
  Object.assign(facts, { errorCode: coded?.code, message: coded?.message ?? (error as Error).message })
  if (coded?.address) facts.address = coded.address
  const reason = reasonOf(coded?.code)
  // A proxy that cannot be reached or says no is not the provider's fault.
  return new OutboundError(proxy && reason !== 'tls' ? 'proxy' : reason, facts, error)
}
