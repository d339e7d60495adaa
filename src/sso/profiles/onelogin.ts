import type { Profile } from './profile.ts'

export const onelogin: Profile = {
  name: 'onelogin',
  title: 'OneLogin',
  recognises: (issuer) => issuer.hostname.endsWith('.onelogin.com'),
  refreshNeeds: 'offline_access',
  recognisedBy: 'host ends in `onelogin.com`',
  addresses: { authorization_endpoint: /\/oidc\/2\/auth$/ },
  features: {
    flow: 'code and implicit',
    clientAuth: 'Basic, body or none, as set in the application (?)',
    pkce: 'S256',
    algorithms: 'RS256',
    groups: 'scope `groups`, mapped to roles',
    signOut: '`/oidc/2/logout`',
    refresh: 'scope `offline_access` (?)',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/onelogin.ts' },
  quirks: [
    {
      property: 'refreshNeeds',
      reason:
        'A refresh token, by which a disabled person is noticed, comes with `offline_access` only, where that is published.',
      link: 'https://developers.onelogin.com/openid-connect/scopes',
    },
    {
      property: 'otherIssuers',
      reason: 'The issuer is `https://SUBDOMAIN.onelogin.com/oidc/2`.',
      link: 'https://developers.onelogin.com/openid-connect/api/provider-config',
    },
    {
      reason: 'Old guides have the secret encoded by base64; it is used as it is shown.',
      link: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/onelogin/',
    },
  ],
  otherIssuers: (issuer) => [`${issuer.origin}/oidc/2`],
  words: {
    issuer: 'OneLogin: https://SUBDOMAIN.onelogin.com/oidc/2.',
    clientId: 'OneLogin: Applications, the application, SSO, Client ID.',
    clientSecret: 'OneLogin: Applications, the application, SSO, Show client secret.',
    redirectUris: "OneLogin: Applications, the application, Configuration, Redirect URI's.",
    clientAuth: 'OneLogin: Applications, the application, SSO, Token Endpoint, Authentication Method.',
    publicClient: 'OneLogin: Applications, the application, SSO, Token Endpoint, Authentication Method: None (PKCE).',
    assignment: 'OneLogin: Users, the person, Applications; or a role that has the application.',
    groups: 'OneLogin: Applications, the application, Parameters, Groups: User Roles.',
    initiate: 'OneLogin: Applications, the application, Configuration, Login Url.',
  },
}
