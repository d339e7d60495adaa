import type { KeySource, PublishedKeys } from './checks/keys.ts'
import type { TokenRules } from './checks/open-token.ts'
import type { ProviderMetadata } from './discovery/document.ts'
import { plannedAlgorithms } from './negotiate/algorithms.ts'
import { profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'

/** By what this provider's tokens are opened and proven: with the algorithms of the plan where there is one. `cooldown` as in KeySource. */
export const signatureRules = (
  keys: PublishedKeys,
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  plan?: { signing: { value: string[] } },
  cooldown = 0,
): TokenRules => ({
  algorithms: plan?.signing.value ?? plannedAlgorithms(settings, metadata),
  clientSecret: settings.clientSecret,
  keys,
  sources: keySources(settings, metadata, cooldown),
  decryptionKeys: settings.decryptionKeys,
})

/** `jwks_uri`, and where the provider has keys of one application, those. */
function keySources(settings: ProviderSettings, metadata: ProviderMetadata, cooldown: number): KeySource[] {
  const source: KeySource = { url: metadata.jwks_uri, connection: settings, cooldown }
  const parameter = profileFor(settings.profile, metadata.issuer, metadata).jwksApplicationParameter
  if (!parameter) return [source]
  const url = new URL(metadata.jwks_uri)
  url.searchParams.set(parameter, settings.clientId!)
  return [source, { ...source, url: url.href }]
}
