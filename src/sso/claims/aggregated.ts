import { decodeJwt } from 'jose'
import { clockTolerance } from '../checks/id-token.ts'
import { openToken, type TokenRules } from '../checks/open-token.ts'
import { faultWithin, SsoFault } from '../faults/sso-fault.ts'
import { asymmetricAlgorithms } from '../negotiate/algorithms.ts'
import type { Claims } from './claim-path.ts'
import type { Said, SaidParts } from './said.ts'

/** More sources than any provider names; each costs a signature. */
const mostSources = 5

/** What speaks of the token that holds it, and of the sign-in: never taken from a claim of somebody else. */
const ownOfToken = 'iss sub aud azp exp iat nbf jti nonce at_hash c_hash s_hash auth_time acr amr sid events'.split(' ')

/**
 * Claims that others have signed and the provider passes on (OpenID Connect Core 5.6.2). Each is believed where its issuer is the
 * provider itself or is allowed (`claimIssuers`), and only for the names for which it is named. What cannot be believed, and what would
 * have to be fetched elsewhere, is left out, and the attempt says so.
 */
export async function aggregatedClaims(parts: SaidParts, said: Said): Promise<Claims[]> {
  const found: Claims[] = []
  for (const { names, source } of sourcesOf(said)) {
    try {
      const signed = await readSource(parts, said, source)
      found.push(Object.fromEntries(names.flatMap((name) => (name in signed ? [[name, signed[name]]] : []))))
    } catch (error) {
      const fault = faultWithin(error)
      const reason = fault?.facts['reason'] ?? fault?.code ?? (error as Error).message
      said.attempt.stage('provisioning', 'warning', { finding: 'claims-not-used', claims: names, reason })
    }
  }
  return found
}

/** Each source with the claims for which it is named. Groups that are only said to be elsewhere are `overage.ts`'s. */
function sourcesOf({ idToken, userinfo, settings }: Said): { names: string[]; source: Claims }[] {
  return [idToken, userinfo].flatMap((claims) => {
    const named = Object.entries(objectOf(claims['_claim_names']))
    const sources = Object.entries(objectOf(claims['_claim_sources'])).slice(0, mostSources)
    return sources.flatMap(([id, value]) => {
      const source = objectOf(value)
      const isOverage = (name: string) => name === settings.groupsClaim && source['JWT'] === undefined
      const names = named.flatMap(([name, at]) =>
        at === id && !ownOfToken.includes(name) && !isOverage(name) ? [name] : [],
      )
      return names.length > 0 ? [{ names, source }] : []
    })
  })
}

async function readSource(parts: SaidParts, said: Said, source: Claims): Promise<Claims> {
  const token = source['JWT']
  if (typeof token !== 'string') throw notUsed('they would have to be fetched from elsewhere, which is not done')
  said.attempt.hide(token)
  const issuer = issuerOf(token)
  const { claims } = await openToken(token, await rulesOf(parts, said, issuer))
  const { exp, nbf, aud, sub } = claims
  const now = parts.clock.now() / 1000
  // The issuer was read before the signature was proven; it stands in what is proven now.
  if (claims['iss'] !== issuer) throw notUsed('their issuer changed')
  if (exp !== undefined && !(typeof exp === 'number' && exp > now - clockTolerance)) throw notUsed('they have run out')
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf < now + clockTolerance)) throw notUsed('they begin later')
  if (aud !== undefined && ![aud].flat().includes(said.settings.clientId)) throw notUsed('they are for another client')
  if (issuer === said.metadata.issuer && sub !== undefined && sub !== said.subject)
    throw notUsed('they are of another person')
  return claims
}

function issuerOf(token: string): string {
  let issuer: unknown
  try {
    issuer = decodeJwt(token).iss
  } catch (cause) {
    throw new SsoFault('claims-not-used', { reason: 'they are no signed token' }, cause)
  }
  if (typeof issuer !== 'string') throw notUsed('they name no issuer')
  return issuer
}

/** By the keys of its own issuer, and of no other. */
async function rulesOf({ keys, issuerKeys }: SaidParts, said: Said, issuer: string): Promise<TokenRules> {
  if (issuer === said.metadata.issuer) return said.rules
  if (!said.settings.claimIssuers.includes(issuer)) throw notUsed(`claimIssuers does not have their issuer ${issuer}`)
  const source = await issuerKeys.sourceOf(issuer)
  return { ...said.rules, algorithms: asymmetricAlgorithms, clientSecret: null, keys, sources: [source] }
}

const notUsed = (reason: string) => new SsoFault('claims-not-used', { reason })

const objectOf = (value: unknown): Claims =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Claims) : {}
