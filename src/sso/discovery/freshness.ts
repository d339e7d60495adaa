import type { OutboundAnswer } from '../../base/outbound.ts'

const longest = 3600

/** Milliseconds for which an answer may be used again without asking (RFC 9111): what the provider says, at most an hour; else none. */
export function freshFor({ headers }: Pick<OutboundAnswer, 'headers'>): number {
  const control = (headers['cache-control'] ?? '').toLowerCase()
  if (/\bno-(store|cache)\b/.test(control)) return 0
  const maxAge = Number(/\bmax-age\s*=\s*"?(\d+)/.exec(control)?.[1] ?? 0)
  const age = Math.max(0, Number(headers['age'] ?? 0) || 0)
  return 1000 * Math.max(0, Math.min(maxAge - age, longest))
}

/** The request headers by which a provider may answer that nothing has changed (304). */
export function validators({ headers }: Pick<OutboundAnswer, 'headers'>): Record<string, string> {
  const { etag, 'last-modified': modified } = headers
  return { ...(etag && { 'if-none-match': etag }), ...(modified && { 'if-modified-since': modified }) }
}
