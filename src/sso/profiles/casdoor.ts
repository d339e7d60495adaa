import type { Profile } from './profile.ts'

export const casdoor: Profile = {
  name: 'casdoor',
  title: 'Casdoor',
  recognises: (issuer) => /(^|\.)casdoor\./.test(issuer.hostname),
  recognisedBy: 'host with `casdoor` in it, or addresses `/login/oauth/authorize` and `/api/login/oauth/access_token`',
  addresses: {
    authorization_endpoint: /\/login\/oauth\/authorize$/,
    token_endpoint: /\/api\/login\/oauth\/access_token$/,
  },
  features: {
    flow: 'code, implicit',
    clientAuth: '`client_secret_basic` and `client_secret_post` (?)',
    pkce: 'S256 (?)',
    algorithms: 'RS256 by the certificate of the application (?)',
    groups: 'claim `groups` (?)',
    signOut: '`/api/logout` (?)',
    refresh: 'nothing (?)',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/casdoor.ts' },
  quirks: [
    {
      reason: 'The issuer is the address of the server, not of the organization or the application (?).',
      link: 'https://casdoor.org/docs/how-to-connect/oidc-client',
    },
  ],
  words: {
    issuer: 'Casdoor: the address of the server.',
    clientId: 'Casdoor: Applications, the application, Client ID.',
    clientSecret: 'Casdoor: Applications, the application, Client secret.',
    redirectUris: 'Casdoor: Applications, the application, Redirect URLs.',
    grant: 'Casdoor: Applications, the application, Grant types: Authorization Code.',
    groups: 'Casdoor: groups of the person; Applications, the application, Token fields.',
  },
}
