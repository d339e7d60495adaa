import type { Outbound, OutboundAnswer } from '../base/outbound.ts'
import type { Attempt } from './attempt.ts'
import { type SignatureRules, verifySignature } from './checks/signature.ts'
import { askProvider } from './connection.ts'
import { evidenceOf, type ProviderMetadata, parseObject } from './discovery/document.ts'
import { faultWithin, SsoFault } from './faults/sso-fault.ts'
import type { ProviderSettings } from './provider.ts'

export interface UserinfoRequest {
  settings: ProviderSettings
  metadata: ProviderMetadata
  accessToken: string | null
  /** `sub` of the ID token: an answer about anybody else ends the sign-in (OpenID Connect Core 5.3.2). */
  subject: string
  attempt: Attempt
  rules: SignatureRules
}

/**
 * What the userinfo endpoint adds to the ID token. It is a help and no proof: where it fails, the sign-in goes on without it, and the
 * attempt says so. Null where nothing was learned.
 */
export async function fetchUserinfo(
  outbound: Outbound,
  request: UserinfoRequest,
): Promise<Record<string, unknown> | null> {
  const { metadata, accessToken, attempt, settings, subject } = request
  const url = metadata.userinfo_endpoint
  if (!url || !accessToken) return null
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json, application/jwt' }
  let claims: Record<string, unknown>
  let evidence: Record<string, unknown> = { url }
  try {
    const answer = await askProvider(outbound, settings, url, { headers })
    evidence = evidenceOf(answer)
    claims = await readUserinfo(answer, request)
  } catch (error) {
    const fault = faultWithin(error)
    const reason = fault?.facts['reason'] ?? fault?.code ?? (error as Error).message
    attempt.stage('userinfo', 'warning', { ...evidence, finding: fault?.code ?? 'userinfo-thin', reason })
    return null
  }
  if (claims['sub'] !== subject) throw new SsoFault('userinfo-sub-mismatch', { url, subWas: typeof claims['sub'] })
  attempt.stage('userinfo', 'ok', { ...evidence, claims: Object.keys(claims) })
  return claims
}

async function readUserinfo(answer: OutboundAnswer, request: UserinfoRequest): Promise<Record<string, unknown>> {
  const { status, headers, text } = answer
  if (status === 401 || status === 403) throw new SsoFault('userinfo-401', { reason: `answers HTTP ${status}` })
  if (status !== 200) throw new SsoFault('userinfo-thin', { reason: `answers HTTP ${status}` })
  if (/application\/jwt/i.test(headers['content-type'] ?? ''))
    return (await verifySignature(text, request.rules)).claims
  const claims = parseObject(text)
  if (!claims) throw new SsoFault('userinfo-thin', { reason: 'the answer is no JSON object' })
  return claims
}
