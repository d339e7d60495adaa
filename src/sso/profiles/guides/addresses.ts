import { callbackPath } from '../../provider.ts'

/** What a provider is told of this server; the names are the placeholders of the guides. */
export interface ServerAddresses {
  publicUrl: string
  redirectUri: string
  postLogoutUri: string
  backchannelLogoutUri: string
  frontchannelLogoutUri: string
  initiateUri: string
  jwksUri: string
}

/** `publicUrl` without a slash at its end; `HOST` in the docs. */
export function serverAddresses(publicUrl: string, provider: string): ServerAddresses {
  const below = provider === 'default' ? '' : `/${provider}`
  return {
    publicUrl,
    redirectUri: publicUrl + callbackPath(provider),
    postLogoutUri: `${publicUrl}/`,
    backchannelLogoutUri: `${publicUrl}/oidc/backchannel-logout${below}`,
    frontchannelLogoutUri: `${publicUrl}/oidc/frontchannel-logout${below}`,
    initiateUri: `${publicUrl}/oidc/initiate`,
    jwksUri: `${publicUrl}/oidc/jwks.json`,
  }
}
