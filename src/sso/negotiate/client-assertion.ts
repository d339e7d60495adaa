import { randomUUID } from 'node:crypto'
import { type CryptoKey, type KeyObject, SignJWT } from 'jose'
import type { OwnKey } from '../own-keys.ts'

const byCurve: Record<string, string> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512', Ed25519: 'EdDSA' }

/** The algorithm for a key of ours: the first of its kind that the provider publishes, else the usual one. */
export function signingAlgorithm({ publicJwk }: OwnKey, published: string[] | undefined): string {
  const { kty, crv } = publicJwk
  const possible = kty === 'RSA' ? ['RS256', 'PS256', 'RS384', 'PS384', 'RS512', 'PS512'] : [byCurve[crv!]!]
  return possible.find((alg) => published?.includes(alg)) ?? possible[0]!
}

export interface ClientAssertion {
  clientId: string
  audience: string
  alg: string
  kid?: string
  key: KeyObject | CryptoKey | Uint8Array
  /** Milliseconds since 1970. */
  now: number
}

/** RFC 7523 2.2 and OpenID Connect Core 9: valid for a minute, used once. */
export function clientAssertion({ clientId, audience, alg, kid, key, now }: ClientAssertion): Promise<string> {
  const issuedAt = Math.floor(now / 1000)
  return new SignJWT({})
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid && { kid }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 60)
    .sign(key)
}
