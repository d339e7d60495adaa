import type { ProviderMetadata } from './discovery/document.ts'
import { profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'

/**
 * The issuers that an ID token may name: the document's own, to the letter; further names that the provider is known to use for itself;
 * and where the document's is a pattern for many tenants, those of the tenants that are let in, and no other.
 */
export function acceptedIssuers(settings: ProviderSettings, metadata: ProviderMetadata): string[] {
  const { alsoIssuesAs = [], tenants } = profileFor(settings.profile, metadata.issuer, metadata)
  if (!tenants || !metadata.issuer.includes(tenants.placeholder)) return [metadata.issuer, ...alsoIssuesAs]
  return settings.allowedTenants.map((tenant) => metadata.issuer.replace(tenants.placeholder, tenant.toLowerCase()))
}

/** The issuers for which a document with a pattern in its place stands; null where it is no pattern. */
export function issuersOfPattern(settings: ProviderSettings, metadata: ProviderMetadata): string[] | null {
  const { tenants } = profileFor(settings.profile, metadata.issuer, metadata)
  if (!tenants || !metadata.issuer.includes(tenants.placeholder)) return null
  return tenants.shared.map((name) => metadata.issuer.replace(tenants.placeholder, name))
}
