import { exportJWK, generateKeyPair, type JWK } from 'jose'

/** The provider's private keys as JWKs: one each of RSA, P-256, P-384, P-521 and Ed25519, the RSA key first; and one that nobody publishes. */
export interface ProviderKeys {
  published: JWK[]
  foreign: JWK[]
}

const kinds = ['RS256', 'ES256', 'ES384', 'ES512', 'EdDSA']

export async function makeKeys(): Promise<ProviderKeys> {
  const makeSet = () =>
    Promise.all(
      kinds.map(async (kind): Promise<JWK> => {
        const { privateKey } = await generateKeyPair(kind, { extractable: true })
        return { ...(await exportJWK(privateKey)), kid: `demo-${kind}`, use: 'sig' }
      }),
    )
  return { published: await makeSet(), foreign: await makeSet() }
}
