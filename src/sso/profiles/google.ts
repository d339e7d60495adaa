import type { Profile } from './profile.ts'

export const google: Profile = {
  name: 'google',
  title: 'Google',
  recognises: (issuer) => issuer.hostname === 'accounts.google.com',
  email: {
    claim: 'email_verified',
    domainClaim: 'hd',
    ownDomains: ['gmail.com', 'googlemail.com'],
    reason:
      'Anybody may have a Google account with a foreign address. Only "hd" (Google Workspace) says that the organization of a domain knows the person; for mailboxes of Google itself the address does.',
    link: 'https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload',
  },
  recognisedBy: 'host `accounts.google.com`',
  addresses: { authorization_endpoint: /\/o\/oauth2\/v2\/auth$/ },
  features: {
    flow: 'code, implicit and hybrid',
    clientAuth: '`client_secret_post`, `client_secret_basic`',
    pkce: 'S256',
    algorithms: 'RS256',
    groups: 'none in tokens',
    signOut: 'none',
    refresh: '`access_type=offline` and `prompt=consent` in place of `offline_access`, which is refused',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/google.ts' },
  httpOnlyToLoopback: true,
  quirks: [
    {
      property: 'lacksGroups',
      reason: 'Groups of a Workspace stand in no token and not in userinfo.',
      link: 'https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload',
    },
    {
      property: 'httpOnlyToLoopback',
      reason: 'A redirect URI of plain http is taken for `localhost` only.',
      link: 'https://developers.google.com/identity/protocols/oauth2/web-server#uri-validation',
    },
    {
      property: 'alsoIssuesAs',
      reason: 'The issuer may stand in ID tokens without its scheme.',
      link: 'https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken',
    },
    {
      reason: 'Endpoints are on four hosts.',
      link: 'https://developers.google.com/identity/openid-connect/openid-connect',
    },
    {
      property: 'letsChooseAccount',
      reason:
        'There is no address for signing out: after a sign-out here the next sign-in lets the person choose, by `prompt=select_account`.',
      link: 'https://developers.google.com/identity/openid-connect/openid-connect#prompt',
    },
    {
      property: 'lacksScopes',
      reason: 'An unknown scope ends on a page of Google’s; nobody comes back.',
      link: 'https://github.com/kikootwo/ReadMeABook/issues/142',
    },
  ],
  letsChooseAccount: true,
  lacksGroups: true,
  lacksScopes: ['groups', 'offline_access'],
  alsoIssuesAs: ['accounts.google.com'],
  words: {
    issuer: 'Google: https://accounts.google.com.',
    clientId: 'Google Cloud: APIs & Services, Credentials, OAuth 2.0 Client IDs.',
    clientSecret: 'Google Cloud: APIs & Services, Credentials, the client, Client secrets.',
    redirectUris: 'Google Cloud: APIs & Services, Credentials, the client, Authorized redirect URIs.',
    assignment: 'Google Workspace: the service must be on for the organizational unit of the person.',
    scopes: 'Google has no scope "groups".',
    consent: 'Google Cloud: OAuth consent screen; publish it, or add the person as a test user.',
  },
}
