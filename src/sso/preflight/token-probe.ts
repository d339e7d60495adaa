import { randomBytes } from 'node:crypto'
import { explainedRefusal, isClientRefusal } from '../checks/client-refusal.ts'
import { readTokenAnswer } from '../checks/token-answer.ts'
import type { ProviderMetadata } from '../discovery/document.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { faultWithin, type SsoFault } from '../faults/sso-fault.ts'
import { type ClientAuthWay, clientAuthWays } from '../negotiate/client-auth.ts'
import type { SignInPlan } from '../negotiate/plan.ts'
import type { ProviderSettings } from '../provider.ts'
import { askAsClient, endpointFor, type TokenRequestParts } from '../token-request.ts'
import type { Probe } from './authorize-probe.ts'

type Parts = Pick<TokenRequestParts, 'outbound' | 'clock'>

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
 * the code first; a secret that is surely wrong tells them apart. Throws SsoFault where the client is refused.
 */
export async function probeToken(
  parts: Parts,
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  plan: SignInPlan,
  redirectUri: string,
): Promise<Probe> {
  const ask = (way: ClientAuthWay) => refusalOf(parts, settings, metadata, way, plan.pkce.value, redirectUri)
  const tried: string[] = []
  let fault: SsoFault | null = null
  for (const way of plan.clientAuth.value) {
    tried.push(way.name)
    fault = await ask(way)
    if (fault && !isClientRefusal(fault)) break
  }
  const evidence = { clientAuth: tried.at(-1), tried, endpoint: metadata.token_endpoint }
  if (fault === null) return { kind: 'cannot-tell', title: 'The token endpoint took a code that cannot be', evidence }
  if (!aboutTheCode.includes(fault.code)) throw explainedRefusal(fault, { settings, metadata, tried })
  const said = { ...evidence, error: fault.facts['error'], errorDescription: fault.facts['errorDescription'] }
  if (!settings.clientSecret) return { kind: 'ok', title: 'The token endpoint takes this client', evidence: said }
  const wrong = { ...settings, clientSecret: randomBytes(24).toString('hex') }
  const [first] = clientAuthWays({ ...wrong, clientAuth: methodNamed(plan, tried.at(-1)!) }, metadata, undefined).value
  const withWrong = first ? await ask(first) : null
  if (withWrong && aboutTheCode.includes(withWrong.code)) {
    const title =
      'The token endpoint looks at the code before the secret, so the secret cannot be proven without a person'
    return { kind: 'cannot-tell', title, evidence: said }
  }
  return { kind: 'ok', title: 'The token endpoint takes client id and secret', evidence: said }
}

const methodNamed = ({ clientAuth }: SignInPlan, name: string) =>
  clientAuth.value.find((way) => way.name === name)!.method

/** What the endpoint says against the made-up code; null where it says nothing against it. */
async function refusalOf(
  parts: Parts,
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  way: ClientAuthWay,
  pkce: boolean,
  redirectUri: string,
): Promise<SsoFault | null> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: `signpost-probe-${randomBytes(16).toString('hex')}`,
    redirect_uri: redirectUri,
    ...(pkce && { code_verifier: randomBytes(32).toString('base64url') }),
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
