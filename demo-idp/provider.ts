import { randomBytes } from 'node:crypto'
import { type ClientMetadata, type Configuration, Provider } from 'oidc-provider'
import type { ProviderKeys } from './keys.ts'
import { errorPage, signedOutPage, signOutPage } from './pages.ts'
import { claimsOf, people } from './people.ts'

export interface DemoClient {
  id: string
  secret: string
}

export interface ClientAddresses {
  redirectUris: string[]
  postLogoutRedirectUris?: string[]
  backchannelLogoutUri?: string
}

/** oidc-provider with our people, one confidential and one public client, and no page for consent. */
export function createProvider(
  issuer: string,
  keys: ProviderKeys,
  client: DemoClient,
  addresses: ClientAddresses,
  isGone: (username: string) => boolean,
): Provider {
  const provider = new Provider(issuer, configuration(keys, clientsOf(client, addresses), isGone))
  // Standard output belongs to the server that starts us.
  provider.on('server_error', (_ctx, error: Error) =>
    process.stderr.write(`demo-idp: ${error.stack ?? error.message}\n`),
  )
  return provider
}

function clientsOf(client: DemoClient, addresses: ClientAddresses): ClientMetadata[] {
  const shared: Omit<ClientMetadata, 'client_id'> = {
    redirect_uris: addresses.redirectUris,
    post_logout_redirect_uris: addresses.postLogoutRedirectUris ?? [],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    ...(addresses.backchannelLogoutUri && {
      backchannel_logout_uri: addresses.backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
  }
  return [
    { ...shared, client_id: client.id, client_secret: client.secret },
    { ...shared, client_id: `${client.id}-public`, token_endpoint_auth_method: 'none' },
  ]
}

function configuration(
  keys: ProviderKeys,
  clients: ClientMetadata[],
  isGone: (username: string) => boolean,
): Configuration {
  return {
    clients,
    jwks: { keys: keys.published as never },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: {
      openid: ['sub', 'sid'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username', 'groups'],
      email: ['email', 'email_verified'],
    },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    pkce: { required: () => true },
    // With every sign-in, as Keycloak does; and each is good for one use.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    findAccount: (_ctx, sub) => {
      const person = people.find((each) => `demo-${each.username}` === sub && !isGone(each.username))
      return person && { accountId: sub, claims: async () => claimsOf(person) }
    },
    interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    // Whoever signs in has agreed: the only application is the server that started us.
    async loadExistingGrant(ctx) {
      const { oidc } = ctx
      const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId })
      grant.addOIDCScope('openid profile email offline_access')
      await grant.save()
      return grant
    },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = signOutPage(form)
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = signedOutPage()
        },
      },
    },
    renderError: (ctx, out) => {
      ctx.type = 'html'
      ctx.body = errorPage(out.error, out.error_description)
    },
    // Its own rule refuses loopback addresses, and everything here is on loopback.
    fetch: (url, options) => {
      const { dispatcher: _, ...rest } = options as RequestInit & { dispatcher?: unknown }
      return globalThis.fetch(url, rest)
    },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      IdToken: 3600,
      Interaction: 3600,
      Session: 86_400,
      Grant: 86_400,
      RefreshToken: 86_400,
    },
  }
}
