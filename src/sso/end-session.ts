import type { ProviderMetadata } from './discovery/document.ts'
import type { FaultCode } from './faults/catalogue.ts'
import { profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'

/** What the provider is told of the person who signs out, and where it sends them afterwards. */
export interface Leaving {
  idToken: string | null
  state: string
  publicUrl: string
}

/** The way of a browser to its provider, to sign out there too. */
export interface WayOut {
  /** Null where the provider has no such address. */
  url: string | null
  /** What an administrator should know of it. */
  findings: FaultCode[]
}

/** Servers and proxies commonly refuse longer ones. */
const longestUrl = 4000

/**
 * OpenID Connect RP-Initiated Logout 1.0, back to HOST with its slash, as browsers write it; or the provider's own way where its profile
 * has one. An ID token that would make the address too long is left out: `client_id` says as much, and the provider asks the person.
 */
export function endSession(
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  { idToken, state, publicUrl }: Leaving,
): WayOut {
  const { url, own } = addressOf(settings, metadata)
  if (!url) return { url: null, findings: ['logout-endpoint-fake-or-absent'] }
  url.searchParams.set('client_id', settings.clientId!)
  url.searchParams.set(own?.returnParameter ?? 'post_logout_redirect_uri', `${publicUrl}/`)
  if (own) return { url: url.href, findings: [] }
  url.searchParams.set('state', state)
  if (!idToken) return { url: url.href, findings: ['id-token-hint-missing'] }
  if (url.href.length + idToken.length >= longestUrl) return { url: url.href, findings: ['logout-hint-expired'] }
  url.searchParams.set('id_token_hint', idToken)
  return { url: url.href, findings: [] }
}

/** Whether a browser can be sent to the provider to sign out there. */
export const canEndSession = (settings: ProviderSettings, metadata: ProviderMetadata): boolean =>
  addressOf(settings, metadata).url !== null

function addressOf(settings: ProviderSettings, metadata: ProviderMetadata) {
  const published = metadata.end_session_endpoint
  const { logout, fakesSignOut } = profileFor(settings.profile, metadata.issuer, metadata)
  if (fakesSignOut) return { url: null, own: null }
  const own =
    logout && (logout.when === 'always' || !published) && !settings.endpoints.end_session_endpoint ? logout : null
  const url = URL.parse(own ? new URL(own.path, metadata.authorization_endpoint).href : (published ?? ''))
  return { url: url && /^https?:$/.test(url.protocol) ? url : null, own }
}
