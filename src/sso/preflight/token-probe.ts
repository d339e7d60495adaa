import { randomBytes, randomUUID } from 'node:crypto'
import { explainedRefusal, isClientRefusal } from '../checks/client-refusal.ts'
import { readTokenAnswer } from '../checks/token-answer.ts'
import type { ProviderMetadata } from '../discovery/document.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { faultWithin, type SsoFault } from '../faults/sso-fault.ts'
import { type ClientAuthWay, clientAuthWays } from '../negotiate/client-auth.ts'
import type { SignInPlan } from '../negotiate/plan.ts'
import { callbackPath, type ProviderSettings } from '../provider.ts'
import { askAsClient, endpointFor, type TokenRequestParts } from '../token-request.ts'
import type { CheckContext, Probe } from './check.ts'

type Parts = Pick<TokenRequestParts, 'outbound' | 'clock'>

export interface ProbedToken extends Pick<CheckContext, 'settings' | 'publicUrl'> {
  metadata: ProviderMetadata
  plan: SignInPlan
  /** The ways by which the secret may be sent; one at least. */
  ways: ClientAuthWay[]
}

/** What a provider says of a code that cannot be, once it has believed the client. */
const aboutTheCode: FaultCode[] = [
  'invalid-grant-other',
  'code-expired',
  'code-reused',
  'pkce-verifier-mismatch',
  'redirect-uri-differs-at-token',
]

/**
 * Asks the token endpoint to redeem a code that cannot be valid: where it complains of the code, it has believed the client. Some look at
 * the code first; a client that surely is none tells them apart. Throws SsoFault where the client is refused by every way.
 */
export async function probeToken(parts: Parts, probed: ProbedToken): Promise<Probe> {
  const { settings, metadata, ways } = probed
  const verdicts = new Map<string, string>()
  const believed: { way: ClientAuthWay; fault: SsoFault }[] = []
  let refused: SsoFault | null = null
  for (const way of ways) {
    // Another spelling or audience of what was believed already proves nothing more.
    if (believed.some((each) => each.way.method === way.method)) continue
    const fault = await refusalOf(parts, probed, settings, way)
    if (fault === null)
      return cannotTell('The token endpoint took a code that cannot be', { clientAuth: way.name, ...whereOf(metadata) })
    verdicts.set(way.name, verdictOf(fault))
    if (aboutTheCode.includes(fault.code)) believed.push({ way, fault })
    else if (!refused || !isClientRefusal(fault)) refused = fault
    if (refused && !isClientRefusal(refused)) break
  }
  const tried = [...verdicts.keys()]
  const [first] = believed
  if (refused && (!first || !isClientRefusal(refused))) throw explainedRefusal(refused, { settings, metadata, tried })
  const { way, fault } = first!
  const said = { error: fault.facts['error'], errorDescription: fault.facts['errorDescription'] }
  const evidence = { clientAuth: way.name, tried, methods: Object.fromEntries(verdicts), ...whereOf(metadata), ...said }
  const isCodeFirst = await believesAnybody(parts, probed, way)
  if (isCodeFirst) {
    const what = settings.clientSecret ? 'secret' : 'client'
    return cannotTell(
      `The token endpoint looks at the code before the ${what}, so the ${what} cannot be proven without a person`,
      evidence,
    )
  }
  const title = settings.clientSecret
    ? 'The token endpoint takes client id and secret'
    : 'The token endpoint takes this client'
  return { kind: 'ok', title, evidence }
}

const whereOf = (metadata: ProviderMetadata) => ({ endpoint: metadata.token_endpoint })

const cannotTell = (title: string, evidence: Record<string, unknown>): Probe => ({
  kind: 'cannot-tell',
  title,
  evidence,
})

function verdictOf(fault: SsoFault): string {
  if (aboutTheCode.includes(fault.code)) return 'believed'
  const { error, status } = fault.facts
  return `refused (${error ?? (status ? `HTTP ${status}` : fault.code)})`
}

/** Whether a client that surely is none is told of the code, too: one with another secret, or where there is none, one with another id. */
async function believesAnybody(parts: Parts, probed: ProbedToken, { name, method }: ClientAuthWay): Promise<boolean> {
  const { settings, metadata } = probed
  const isByOther = method === 'private_key_jwt' || method.endsWith('tls_client_auth')
  if (isByOther) return false
  const nobody: ProviderSettings = settings.clientSecret
    ? { ...settings, clientAuth: method, clientSecret: randomBytes(24).toString('hex') }
    : { ...settings, clientAuth: method, clientId: `signpost-probe-${randomUUID()}` }
  const ways = clientAuthWays(nobody, metadata, undefined).value
  const fault = await refusalOf(parts, probed, nobody, ways.find((way) => way.name === name) ?? ways[0]!)
  return fault !== null && aboutTheCode.includes(fault.code)
}

/** What the endpoint says against the made-up code; null where it says nothing against it. */
async function refusalOf(
  parts: Parts,
  { metadata, plan, publicUrl }: ProbedToken,
  settings: ProviderSettings,
  way: ClientAuthWay,
): Promise<SsoFault | null> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: `signpost-probe-${randomBytes(16).toString('hex')}`,
    redirect_uri: publicUrl + callbackPath(settings.id),
    ...(plan.pkce.value && { code_verifier: randomBytes(32).toString('base64url') }),
  })
  try {
    const answer = await askAsClient(parts, { settings, way, url: endpointFor(way, metadata, 'token_endpoint'), body })
    readTokenAnswer(answer)
    return null
  } catch (error) {
    const fault = faultWithin(error)
    if (!fault) throw error
    return fault
  }
}
