import type { ProviderMetadata } from '../discovery/document.ts'
import type { ProviderSettings } from '../provider.ts'

/** Signatures that whoever verifies them cannot make. */
export const asymmetricAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
const symmetric = ['HS256', 'HS384', 'HS512']

/** RFC 7518 3.2: the key has at least the size of the hash. */
export const symmetricKeyBytes: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 }
export const isSymmetric = (alg: string): boolean => symmetric.includes(alg)

/**
 * The algorithms by which an ID token of this provider may be signed, planned before any token is seen: the one that was set; else what
 * the provider publishes. Where it publishes nothing, any that a published key fits. By a shared secret only where there is one.
 */
export function plannedAlgorithms(settings: ProviderSettings, metadata: ProviderMetadata): string[] {
  const possible = settings.clientSecret ? [...asymmetricAlgorithms, ...symmetric] : asymmetricAlgorithms
  if (settings.idTokenAlg !== 'auto') return possible.filter((alg) => alg === settings.idTokenAlg)
  const published = metadata.id_token_signing_alg_values_supported
  return published ? possible.filter((alg) => published.includes(alg)) : possible
}
