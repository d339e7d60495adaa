import type { Profile } from './profile.ts'

/** github.com, a company on ghe.com, or an own GitHub Enterprise Server: where its API is. */
function apiOf({ hostname, origin }: URL): string {
  if (hostname === 'github.com' || hostname.endsWith('.ghe.com')) return `https://api.${hostname}`
  return `${origin}/api/v3`
}

export const github: Profile = {
  name: 'github',
  title: 'GitHub',
  recognises: ({ hostname }) => hostname === 'github.com' || hostname.endsWith('.ghe.com'),
  recognisedBy:
    'host `github.com`, or ends in `ghe.com`; for an own GitHub Enterprise Server set `profile: github`, as nothing tells it',
  features: {
    flow: 'code, by OAuth; GitHub has no OpenID Connect for people',
    clientAuth: '`client_secret_post`',
    pkce: 'S256 (?)',
    algorithms: 'no ID token: who it is, is asked of the API',
    groups: 'none',
    signOut: 'none',
    refresh: 'none: the API is asked with the access token',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/github.ts' },
  lacksGroups: true,
  quirks: [
    {
      property: 'lacksGroups',
      reason: 'Teams of an organization are not asked for, so that nothing is said of groups.',
      link: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps',
    },
    {
      property: 'identityFrom',
      reason:
        'There is no discovery and no ID token. The access token is shown to the API, which says whose it is: `id` is the subject, as names may change hands. All addresses of a person with whether they are verified stand at a second address.',
      link: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
    },
    {
      reason: 'Refusals of the token endpoint come with HTTP 200.',
      link: 'https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors',
    },
    {
      property: 'openToAnybody',
      reason:
        'Anybody may have an account at github.com: set `allowedDomains`, or let nobody in whom you have not added.',
      link: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
    },
  ],
  openToAnybody: ({ hostname }) => hostname === 'github.com',
  identityFrom: {
    published: (issuer) => ({
      issuer: `${issuer.origin}/login/oauth`,
      authorization_endpoint: `${issuer.origin}/login/oauth/authorize`,
      token_endpoint: `${issuer.origin}/login/oauth/access_token`,
      userinfo_endpoint: `${apiOf(issuer)}/user`,
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      response_types_supported: ['code'],
    }),
    scopes: ['read:user', 'user:email'],
    claims: { sub: 'id', preferred_username: 'login', name: 'name', email: 'email' },
    emails: '/emails',
  },
  words: {
    issuer: 'GitHub: https://github.com.',
    clientId: 'GitHub: Settings, Developer settings, OAuth Apps, the app, Client ID.',
    clientSecret:
      'GitHub: Settings, Developer settings, OAuth Apps, the app, Generate a new client secret; it is shown once.',
    redirectUris: 'GitHub: Settings, Developer settings, OAuth Apps, the app, Authorization callback URL.',
    consent: 'GitHub: an organization may have to approve the app: Settings, Third-party Access.',
  },
}
