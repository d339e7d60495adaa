import type { Profile } from './profile.ts'

export const jumpcloud: Profile = {
  name: 'jumpcloud',
  title: 'JumpCloud',
  recognises: (issuer) => /^oauth\.id\.(eu\.)?jumpcloud\.com$/.test(issuer.hostname),
  recognisedBy: 'host `oauth.id.jumpcloud.com` or `oauth.id.eu.jumpcloud.com`',
  features: {
    flow: 'code',
    clientAuth: 'one of Basic, body, or none with PKCE, chosen with the application',
    pkce: 'S256',
    algorithms: 'RS256',
    groups: 'an attribute of the application, under a name of your choice',
    signOut: 'none (?)',
    refresh: 'Refresh Token ticked on the application',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/jumpcloud.ts' },
  quirks: [
    {
      property: 'regions',
      reason: 'Accounts of the EU have another issuer; both answer, and the wrong one does not know the client.',
      link: 'https://jumpcloud.com/support/sso-with-oidc',
    },
    {
      reason: 'Only the way of client authentication that was chosen when the application was made is taken (?).',
      link: 'https://jumpcloud.com/support/sso-with-oidc',
    },
    {
      reason: 'No attributes are sent before Email and Profile are ticked.',
      link: 'https://jumpcloud.com/support/sso-with-oidc',
    },
  ],
  regions: ['https://oauth.id.jumpcloud.com/', 'https://oauth.id.eu.jumpcloud.com/'],
  words: {
    issuer: 'JumpCloud: https://oauth.id.jumpcloud.com/, or https://oauth.id.eu.jumpcloud.com/ for accounts of the EU.',
    clientId: 'JumpCloud: SSO Applications, the application, SSO, Client ID.',
    clientSecret: 'JumpCloud: SSO Applications, the application, SSO; the secret is shown once, and can be made anew.',
    publicClient: 'JumpCloud: SSO Applications, the application, Client Authentication Type: Public (None PKCE).',
    redirectUris: 'JumpCloud: SSO Applications, the application, SSO, Redirect URIs.',
    clientAuth: 'JumpCloud: SSO Applications, the application, Client Authentication Type.',
    assignment: 'JumpCloud: SSO Applications, the application, User Groups.',
    groups: 'JumpCloud: SSO Applications, the application, SSO, Attribute Mapping, include group attribute: groups.',
    initiate: 'JumpCloud: SSO Applications, the application, SSO, Login URL.',
    email: 'JumpCloud: SSO Applications, the application, SSO, Attribute Mapping, Standard Scopes: Email, Profile.',
  },
}
