import type { Guide } from './guide.ts'

export const adfs: Guide = {
  application: 'An application group: a server application that accesses a web API.',
  steps: [
    {
      path: ['AD FS Management', 'Application Groups', 'Add Application Group'],
      fields: [
        { name: 'Template', value: '**Server application accessing a web API**' },
        { name: 'Client Identifier', value: 'copy it; it is needed twice' },
        { name: 'Redirect URI', value: '`{redirectUri}`' },
      ],
      note: 'Add `{postLogoutUri}` as a second Redirect URI, so that a sign-out leads back here (?).',
    },
    {
      path: ['Configure Application Credentials'],
      fields: [{ name: 'Generate a shared secret', value: '**ticked**' }],
      note: 'The secret is shown once.',
    },
    {
      path: ['Configure Web API'],
      fields: [{ name: 'Identifier', value: 'the Client Identifier once more, to the letter' }],
      note: 'Only then do claims of your own come into ID tokens.',
    },
    {
      path: ['Apply Access Control Policy'],
      fields: [{ name: 'Access control policy', value: '**Permit everyone**, or a group' }],
    },
    {
      path: ['Configure Application Permissions'],
      fields: [{ name: 'Permitted scopes', value: '**openid**, **profile**, **email**, **allatclaims**' }],
    },
    {
      path: ['The group', 'Web API', 'Issuance Transform Rules', 'Add Rule', 'Send LDAP Attributes as Claims'],
      fields: [
        { name: 'E-Mail-Addresses', value: '**E-Mail Address**' },
        { name: 'Token-Groups - Unqualified Names', value: '`groups` (only for groups)' },
      ],
    },
  ],
  values: {
    issuer: '`https://FEDERATION_SERVICE/adfs`',
    clientId: 'Server application, Client Identifier',
    clientSecret: 'the shared secret; Server application, Reset secret makes a new one',
  },
  further: ['For claims of your own, groups among them: `allatclaims` among the `scopes`.'],
  goodToKnow: [
    'Without a rule AD FS sends no e-mail address; then the user principal name is used.',
    'The discovery document names a second issuer, of access tokens. It is no mistake.',
  ],
  cannot: ['Userinfo of AD FS says `sub` and nothing else: every claim must be in the ID token.'],
  troubles: [
    {
      seen: 'MSIS9224, or an error page about the redirect URI; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Server application, Redirect URI: add `{redirectUri}`',
    },
    {
      seen: 'MSIS9622 or "invalid_client"',
      code: 'secret-wrong',
      mend: 'Server application, Reset secret; copy the new one',
    },
    {
      seen: 'The client id is not known',
      code: 'client-id-wrong',
      mend: 'Copy the Client Identifier of the server application',
    },
    {
      seen: 'Groups are set up, and none come',
      code: 'groups-missing',
      mend: 'Permit `allatclaims`, ask for it, and give the Web API the Client Identifier as its Identifier',
    },
  ],
}
