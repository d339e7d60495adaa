import {
  allowInsecureRequests,
  buildAuthorizationUrl,
  Configuration,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { Attempt } from './attempt.ts'
import type { ProviderMetadata } from './discovery/document.ts'
import { SsoFault } from './faults/sso-fault.ts'
import type { PendingSignIn } from './ports.ts'
import { callbackPath, isGivenByHand, type ProviderSettings } from './provider.ts'

export interface BeginAsked {
  provider: string
  /** A path of ours to which the person wants to come. */
  returnTo: string
  /** Value of the browser's sign-in cookie. */
  browser: string
  host: string
  loginHint?: string
}

/** What the settings alone show. Throws SsoFault. */
export function checkSettings(settings: ProviderSettings, attempt: Attempt): void {
  for (const { code, facts } of settings.faults) {
    if (code !== 'id-secret-swapped-or-padded') throw new SsoFault(code, facts)
    attempt.mended(code, facts)
  }
  const missing = [
    { name: 'issuer', setting: 'OIDC_ISSUER', value: settings.issuer ?? isGivenByHand(settings) },
    { name: 'client id', setting: 'OIDC_CLIENT_ID', value: settings.clientId },
  ].filter(({ value }) => !value)
  if (missing.length === 0) return
  const nothing = missing.length === 2 && !settings.clientSecret
  throw new SsoFault(nothing ? 'sso-not-configured' : 'partial-config', {
    missing: missing.map(({ name }) => name).join(' and no '),
    missingSetting: missing.map(({ setting }) => setting).join(' and '),
  })
}

/** The secrets of one sign-in, and the address to which the browser goes with their public halves. */
export async function authorizationRequest(
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  asked: BeginAsked,
  attempt: Attempt,
  publicUrl: string,
): Promise<{ url: URL; pending: PendingSignIn }> {
  const pending: PendingSignIn = {
    attemptId: attempt.record.id,
    provider: settings.id,
    state: randomState(),
    nonce: randomNonce(),
    verifier: usesPkce(settings, metadata) ? randomPKCECodeVerifier() : null,
    redirectUri: publicUrl + callbackPath(settings.id),
    returnTo: asked.returnTo,
    startHost: asked.host,
    startedAt: attempt.record.startedAt,
    issuer: metadata.issuer,
  }
  attempt.hide(pending.state, pending.nonce, pending.verifier)
  const scope = [...new Set(['openid', ...settings.scopes])].join(' ')
  const configuration = new Configuration(metadata, settings.clientId!)
  // NOTE: `base/outbound.ts` decides where plain http may go.
  allowInsecureRequests(configuration)
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: pending.redirectUri,
    scope,
    state: pending.state,
    nonce: pending.nonce,
    ...(pending.verifier !== null && {
      code_challenge: await calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    }),
    ...(asked.loginHint && { login_hint: asked.loginHint }),
  })
  attempt.stage('authorize', 'ok', {
    authorizationEndpoint: metadata.authorization_endpoint,
    redirectUri: pending.redirectUri,
    clientId: settings.clientId,
    responseType: 'code',
    scope,
    pkce: pending.verifier !== null,
  })
  return { url, pending }
}

/** Always, unless it is off, or the provider publishes that it cannot and the secret protects the code instead. */
function usesPkce(settings: ProviderSettings, metadata: ProviderMetadata): boolean {
  if (settings.pkce !== 'auto') return settings.pkce === 'required' || !settings.clientSecret
  const published = metadata.code_challenge_methods_supported
  return !published || published.includes('S256') || !settings.clientSecret
}
