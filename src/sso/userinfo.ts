import { type Outbound, type OutboundAnswer, OutboundError } from '../base/outbound.ts'
import type { Attempt } from './attempt.ts'
import { decrypt, openToken, type TokenRules } from './checks/open-token.ts'
import type { Claims } from './claims/claim-path.ts'
import { claimsOfApi } from './claims/of-api.ts'
import { askProvider } from './connection.ts'
import { evidenceOf, type ProviderMetadata } from './discovery/document.ts'
import type { FaultCode } from './faults/catalogue.ts'
import { networkFault } from './faults/from-network.ts'
import { faultWithin, SsoFault } from './faults/sso-fault.ts'
import { parseObject } from './json.ts'
import { profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'

export interface UserinfoRequest {
  settings: ProviderSettings
  metadata: ProviderMetadata
  accessToken: string | null
  /**
   * `sub` of the ID token: an answer about anybody else ends the sign-in (OpenID Connect Core 5.3.2). Null where there is no ID token and
   * the answer itself says who it is.
   */
  subject: string | null
  attempt: Attempt
  rules: TokenRules
}

/** Here it would not end well to go on: an answer about somebody else, and a document that leads to where nobody is called. */
const grave: FaultCode[] = ['userinfo-sub-mismatch', 'endpoint-forbidden']

/**
 * What the userinfo endpoint adds to the ID token. It is a help and no proof: where it fails, the sign-in goes on without it, and the
 * attempt says so. Null where nothing was learned.
 */
export async function fetchUserinfo(
  outbound: Outbound,
  request: UserinfoRequest,
): Promise<Record<string, unknown> | null> {
  const { metadata, accessToken, attempt } = request
  const url = metadata.userinfo_endpoint
  if (!url || !accessToken) return null
  try {
    return await askUserinfo(outbound, request)
  } catch (error) {
    const fault = faultWithin(error)
    const cause = fault ?? (error instanceof OutboundError ? await networkFault(error, request.settings) : null)
    if (cause && grave.includes(cause.code)) throw cause
    const reason = fault?.facts['reason'] ?? fault?.code ?? (error as Error).message
    attempt.stage('userinfo', 'warning', { url, ...fault?.facts, finding: fault?.code ?? 'userinfo-thin', reason })
    return null
  }
}

/** Asks the userinfo endpoint, which must be there. Throws SsoFault, `userinfo-401` where it does not take the access token, and OutboundError. */
export async function askUserinfo(outbound: Outbound, request: UserinfoRequest): Promise<Record<string, unknown>> {
  const { metadata, accessToken, attempt, settings, subject } = request
  const url = metadata.userinfo_endpoint!
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json, application/jwt' }
  const answer = await askProvider(outbound, settings, url, { headers })
  const { identityFrom } = profileFor(settings.profile, metadata.issuer)
  const said = await readUserinfo(answer, request)
  const claims = identityFrom
    ? await claimsOfApi(identityFrom.claims, said, () => addressesOf(outbound, request, identityFrom.emails))
    : said
  if (subject !== null && claims['sub'] !== subject)
    throw new SsoFault('userinfo-sub-mismatch', { url, subWas: typeof claims['sub'] })
  attempt.stage('userinfo', 'ok', { ...evidenceOf(answer), claims: Object.keys(claims) })
  return claims
}

async function readUserinfo(answer: OutboundAnswer, request: UserinfoRequest): Promise<Record<string, unknown>> {
  const { status, headers, text } = answer
  const facts = { ...evidenceOf(answer), reason: `answers HTTP ${status}` }
  if (status === 401 || status === 403) throw new SsoFault('userinfo-401', facts)
  if (status !== 200) throw new SsoFault('userinfo-thin', facts)
  if (/application\/jwt/i.test(headers['content-type'] ?? '')) return readSignedUserinfo(text.trim(), request)
  const claims = parseObject(text)
  if (!claims) throw new SsoFault('userinfo-thin', { ...facts, reason: 'the answer is no JSON object' })
  return claims
}

/** Signed, encrypted, or both (OpenID Connect Core 5.3.2): where it is signed, it must be from this provider and for us. */
async function readSignedUserinfo(
  token: string,
  { rules, metadata, settings }: UserinfoRequest,
): Promise<Record<string, unknown>> {
  const isEncrypted = token.split('.').length === 5
  const inner = isEncrypted ? await decrypt(token, rules.decryptionKeys) : token
  const plain = isEncrypted ? parseObject(inner) : null
  if (plain) return plain
  const { claims } = await openToken(inner, rules)
  const { iss = metadata.issuer, aud = settings.clientId } = claims
  if (iss !== metadata.issuer || ![aud].flat().includes(settings.clientId))
    throw new SsoFault('userinfo-thin', { reason: 'it is signed for another client or by another issuer' })
  return claims
}

/** Empty where the person's consent or a policy does not let us see them. */
async function addressesOf(
  outbound: Outbound,
  { settings, metadata, accessToken, attempt }: UserinfoRequest,
  path: string,
): Promise<Claims[]> {
  const url = metadata.userinfo_endpoint + path
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }
  try {
    const answer = await askProvider(outbound, settings, url, { headers })
    const list: unknown = answer.status === 200 ? JSON.parse(answer.text) : null
    if (Array.isArray(list)) return list.filter((each) => typeof each === 'object' && each !== null)
    attempt.stage('userinfo', 'warning', {
      ...evidenceOf(answer),
      finding: 'userinfo-thin',
      reason: 'it lists no addresses',
    })
  } catch (error) {
    attempt.stage('userinfo', 'warning', { url, finding: 'userinfo-thin', reason: (error as Error).message })
  }
  return []
}
