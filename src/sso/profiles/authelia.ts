import type { Profile } from './profile.ts'

export const authelia: Profile = {
  name: 'authelia',
  title: 'Authelia',
  recognises: (issuer) => /(^|\.)authelia\./.test(issuer.hostname),
  recognisedBy: 'addresses `/api/oidc/authorization`',
  addresses: { authorization_endpoint: /\/api\/oidc\/authorization$/ },
  features: {
    flow: 'code; implicit and hybrid if allowed',
    clientAuth: 'exactly the one that is set for the client, `client_secret_basic` by default',
    pkce: 'S256; `require_pkce` is off by default',
    algorithms: 'RS256 by default',
    groups: 'claim `groups` of userinfo, with scope `groups`',
    signOut: 'none',
    refresh: 'scope `offline_access`, with consent each time',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/authelia.ts' },
  quirks: [
    {
      reason:
        'A secret sent by another way than the one that is set is refused, and so is Basic that is not encoded as RFC 6749 has it.',
      link: 'https://www.authelia.com/integration/openid-connect/frequently-asked-questions/',
    },
    {
      reason: 'The ID token says no more than who it is; name, e-mail address and groups stand in userinfo.',
      link: 'https://www.authelia.com/integration/openid-connect/openid-connect-1.0-claims/',
    },
    {
      reason: 'The configuration holds a digest of the secret; here the plain text is needed.',
      link: 'https://www.authelia.com/integration/openid-connect/frequently-asked-questions/',
    },
    {
      reason: 'The issuer is made of forwarded headers: a proxy that does not pass them on makes another one.',
      link: 'https://www.authelia.com/integration/openid-connect/frequently-asked-questions/',
    },
  ],
  words: {
    issuer: 'Authelia: its own address, without a slash at the end.',
    clientId: 'Authelia: identity_providers.oidc.clients, client_id.',
    clientSecret:
      'Authelia: the random password that "authelia crypto hash generate" printed, not the digest in client_secret.',
    publicClient: 'Authelia: identity_providers.oidc.clients, public: true.',
    redirectUris: 'Authelia: identity_providers.oidc.clients, redirect_uris.',
    clientAuth: 'Authelia: identity_providers.oidc.clients, token_endpoint_auth_method.',
    scopes: 'Authelia: identity_providers.oidc.clients, scopes: openid, profile, email, groups.',
    groups: 'Authelia: add groups to the scopes of the client.',
    signing: 'Authelia: identity_providers.oidc.clients, id_token_signed_response_alg.',
    assignment: 'Authelia: identity_providers.oidc.clients, authorization_policy.',
    pkce: 'Authelia: identity_providers.oidc.clients, require_pkce.',
    refresh: 'Authelia: identity_providers.oidc.clients, scopes: offline_access, and grant_types: refresh_token.',
  },
}
