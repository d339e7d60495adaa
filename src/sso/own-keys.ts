import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'

/** A private key of ours, and what its public half is called. */
export interface OwnKey {
  /** RFC 7638 thumbprint, so that the same key has the same id everywhere. */
  kid: string
  key: KeyObject
  publicJwk: JWK
}

const kinds = ['rsa', 'ec', 'ed25519']

/**
 * The keys of a PEM file, which may hold several: the first is used, the others still decrypt and stay published, so that keys can be
 * exchanged without a gap. Throws Error with what is wrong.
 */
export function readOwnKeys(pem: string): OwnKey[] {
  const blocks = pem.match(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/g)
  if (!blocks) throw new Error('there is no PEM block "PRIVATE KEY" in it')
  return blocks.map((block) => {
    const key = createPrivateKey(block)
    if (!kinds.includes(key.asymmetricKeyType ?? ''))
      throw new Error(
        `keys of type ${key.asymmetricKeyType} are not used; make one of RSA or of a curve P-256, P-384, P-521`,
      )
    const publicJwk = createPublicKey(key).export({ format: 'jwk' }) as JWK
    return { kid: thumbprint(publicJwk), key, publicJwk }
  })
}

/** RFC 7638 3: the required members in the order of their names. */
function thumbprint({ crv, e, kty, n, x, y }: JWK): string {
  const members = Object.entries({ crv, e, kty, n, x, y }).filter(([, value]) => value !== undefined)
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url')
}

/** What a key may be asked to open, each under a name of its own: some providers look for a key of the algorithm that they are set to. */
const keyManagement: Record<string, string[]> = {
  RSA: ['RSA-OAEP-256', 'RSA-OAEP'],
  EC: ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'],
}

/** The public halves of a provider's keys of ours, as `/oidc/jwks.json` has them (RFC 7517). */
export function publicKeys({
  signingKeys,
  decryptionKeys,
}: {
  signingKeys: OwnKey[]
  decryptionKeys: OwnKey[]
}): JWK[] {
  const signing = signingKeys.map(({ publicJwk, kid }): JWK => ({ ...publicJwk, kid, use: 'sig' }))
  const encryption = decryptionKeys.flatMap(({ publicJwk, kid }) =>
    (keyManagement[publicJwk.kty!] ?? []).map((alg, i): JWK => {
      return { ...publicJwk, kid: i === 0 ? kid : `${kid}-${alg}`, use: 'enc', alg }
    }),
  )
  return [...signing, ...encryption]
}
