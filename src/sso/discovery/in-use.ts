import { browserAddress } from '../addresses.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { profileFor } from '../profiles/profiles.ts'
import type { ProviderSettings } from '../provider.ts'
import type { ProviderMetadata } from './document.ts'
import { readIssuer } from './issuer.ts'

const forBrowsers = ['authorization_endpoint', 'end_session_endpoint'] as const

/** A discovery document as it is used with these settings: with what was given by hand, and for browsers the public name of the provider. */
export function metadataInUse(document: ProviderMetadata, settings: ProviderSettings): ProviderMetadata {
  const metadata: ProviderMetadata = { ...document, ...settings.endpoints }
  const seen = forBrowsers.flatMap((name) => {
    const url = metadata[name]
    return url ? [[name, browserAddress(settings.backchannel, url)]] : []
  })
  return { ...metadata, ...Object.fromEntries(seen) }
}

/** What a document would say of a provider that has none, by its profile; null for all others. */
export function metadataByProfile(settings: ProviderSettings): ProviderMetadata | null {
  const { identityFrom } = profileFor(settings.profile, settings.issuer)
  const issuer = identityFrom && URL.parse(readIssuer(settings.issuer!).issuer)
  return issuer ? metadataInUse({ ...identityFrom.published(issuer), jwks_uri: '' }, settings) : null
}

/**
 * What a document would say of a provider that is given by hand. Without an issuer, the host of its endpoints is taken for one: if that
 * is wrong, the fault of the first ID token names the right one. Throws SsoFault `partial-config` where keys are needed and not named.
 */
export function metadataByHand(settings: ProviderSettings): ProviderMetadata {
  const { endpoints } = settings
  if (!endpoints.jwks_uri && !settings.idTokenAlg.startsWith('HS'))
    throw new SsoFault('partial-config', { provider: settings.id, missing: 'jwksUri', missingSetting: 'jwksUri' })
  const issuer = settings.issuer ?? new URL(endpoints.authorization_endpoint!).origin
  return metadataInUse({ issuer, jwks_uri: '' } as ProviderMetadata, settings)
}
