import type { Profile } from './profile.ts'

export const gitlab: Profile = {
  name: 'gitlab',
  title: 'GitLab',
  recognises: (issuer) => issuer.hostname.startsWith('gitlab.'),
  recognisedBy: 'host `gitlab.*`, or addresses `/oauth/authorize` and `/oauth/discovery/keys`',
  addresses: { authorization_endpoint: /\/oauth\/authorize$/, jwks_uri: /\/oauth\/discovery\/keys$/ },
  features: {
    flow: 'code only',
    clientAuth: '`client_secret_basic` and `client_secret_post`',
    pkce: 'S256',
    algorithms: 'RS256',
    groups: 'claim `groups` of userinfo, `groups_direct` of the ID token',
    signOut: 'none published (?)',
    refresh: 'nothing: refresh tokens come with every code (?)',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/gitlab.ts' },
  quirks: [
    {
      reason:
        'Only scopes that are ticked on the application may be asked for; `openid`, `profile` and `email` are needed.',
      link: 'https://docs.gitlab.com/integration/openid_connect_provider/',
    },
    {
      reason: 'All groups of a person stand in userinfo, not in the ID token.',
      link: 'https://docs.gitlab.com/integration/openid_connect_provider/',
    },
  ],
  words: {
    issuer: 'GitLab: its own address, https://gitlab.com or https://GITLAB.',
    clientId: 'GitLab: Admin or Preferences, Applications, the application, Application ID.',
    clientSecret: 'GitLab: Applications, the application, Secret; it is shown once, and can be renewed.',
    publicClient: 'GitLab: Applications, the application, Confidential: off.',
    redirectUris: 'GitLab: Applications, the application, Redirect URI, one a line.',
    scopes: 'GitLab: Applications, the application, Scopes: openid, profile and email must be ticked.',
    groups: 'GitLab: groups come in userinfo by themselves; their full paths count.',
  },
}
