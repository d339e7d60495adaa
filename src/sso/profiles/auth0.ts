import type { Profile } from './profile.ts'

export const auth0: Profile = {
  name: 'auth0',
  title: 'Auth0',
  recognises: (issuer) => issuer.hostname.endsWith('.auth0.com'),
  otherIssuers: (issuer) => [`${issuer.origin}/`],
  refreshNeeds: 'offline_access',
  recognisedBy: 'host ends in `auth0.com`',
  features: {
    flow: 'code, implicit and hybrid',
    clientAuth: 'Regular Web Application: `client_secret_post` by default (?), others by choice',
    pkce: 'S256',
    algorithms: 'RS256 for new applications, HS256 by choice (?)',
    groups: 'a post-login Action that sets a claim whose name is a URL',
    signOut: '`end_session_endpoint` where the tenant publishes it, else `/v2/logout`',
    refresh: 'scope `offline_access` and Allow Offline Access on the API (?)',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/auth0.ts' },
  quirks: [
    {
      property: 'refreshNeeds',
      reason: 'A refresh token, by which a disabled person is noticed, comes with `offline_access` only.',
      link: 'https://auth0.com/docs/secure/tokens/refresh-tokens/get-refresh-tokens',
    },
    {
      property: 'otherIssuers',
      reason: 'The issuer ends in a slash.',
      link: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/auth0/',
    },
    {
      property: 'logout',
      reason:
        'Tenants from before 14 November 2023 do not publish a sign-out address unless they are told to; `/v2/logout` with `returnTo` is there for all.',
      link: 'https://auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0',
    },
    {
      reason: 'A wrong secret is called `access_denied`, "Unauthorized" (?).',
      link: 'https://auth0.com/docs/api/authentication',
    },
    {
      reason: 'Claims that a tenant adds must have a URL as their name, such as `https://signpost.example/groups`.',
      link: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/auth0/',
    },
    {
      reason: 'Everybody of the tenant may use every application, unless an Action refuses.',
      link: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/auth0/',
    },
  ],
  logout: { path: '/v2/logout', returnParameter: 'returnTo', when: 'unpublished' },
  words: {
    issuer: 'Auth0: https://TENANT.REGION.auth0.com/, with the slash.',
    clientId: 'Auth0: Applications, the application, Settings, Client ID.',
    clientSecret: 'Auth0: Applications, the application, Settings, Client Secret.',
    publicClient: 'Auth0: Applications, the application, Credentials, Authentication Method: None.',
    redirectUris: 'Auth0: Applications, the application, Settings, Allowed Callback URLs.',
    logoutUris: 'Auth0: Applications, the application, Settings, Allowed Logout URLs.',
    grant: 'Auth0: Applications, the application, Settings, Advanced, Grant Types, Authorization Code.',
    signing:
      'Auth0: Applications, the application, Settings, Advanced, OAuth, JsonWebToken Signature Algorithm: RS256.',
    clientAuth: 'Auth0: Applications, the application, Credentials, Authentication Method.',
    groups: 'Auth0: a post-login Action that sets a claim whose name is a URL; name it in groupsClaim.',
    initiate: 'Auth0: Applications, the application, Settings, Application Login URI.',
    refresh:
      'Auth0: Applications, the application, Settings, Advanced, Grant Types: Refresh Token; and Allow Offline Access on the API.',
  },
}
