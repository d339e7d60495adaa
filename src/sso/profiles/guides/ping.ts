import type { Guide } from './guide.ts'

export const ping: Guide = {
  application: 'PingOne: an OIDC Web App. PingFederate: an OAuth client with an OpenID Connect policy.',
  steps: [
    {
      path: ['PingOne', 'Applications', 'Applications', 'Add (+)'],
      fields: [{ name: 'Application Type', value: '**OIDC Web App**' }],
    },
    {
      path: ['PingOne', 'the application', 'Configuration'],
      fields: [
        { name: 'Response Type', value: '**Code**' },
        { name: 'Grant Type', value: '**Authorization Code**, and **Refresh Token**' },
        { name: 'Redirect URIs', value: '`{redirectUri}`' },
        { name: 'Signoff URLs', value: '`{postLogoutUri}`' },
        { name: 'Initiate Login URI', value: '`{initiateUri}`' },
      ],
    },
    {
      path: ['PingOne', 'the application', 'Resources'],
      fields: [{ name: 'Allowed scopes', value: '**openid**, **profile**, **email**' }],
      note: 'Then switch the application on, and choose under Access who may use it.',
    },
    {
      path: ['PingOne', 'the application', 'Attribute Mappings'],
      fields: [{ name: 'groups', value: '**Group Names** (only for groups; Group IDs are the other choice)' }],
    },
    {
      path: ['PingFederate', 'Applications', 'OAuth', 'Clients', 'Add Client'],
      fields: [
        { name: 'Client Authentication', value: '**Client Secret**' },
        { name: 'Redirect URIs', value: '`{redirectUri}`' },
        { name: 'Allowed Grant Types', value: '**Authorization Code**, **Refresh Token**' },
        { name: 'OpenID Connect, Policy', value: 'one that maps e-mail address, name and groups' },
        { name: 'ID Token Key Management Encryption Algorithm', value: '**No Encryption**' },
      ],
    },
  ],
  values: {
    issuer: '`https://auth.pingone.REGION/ENVIRONMENT_ID/as`; PingFederate: its base URL',
    clientId: 'PingOne: Overview, Client ID; PingFederate: the Client ID that was typed',
    clientSecret: 'PingOne: Overview, Client Secret; PingFederate: the one that was made with the client',
  },
  further: [],
  goodToKnow: [
    'The discovery document of PingFederate is a template that administrators edit: what it says may not be so. Endpoints can be given by hand here.',
  ],
  cannot: [
    'PingFederate sends only what its OpenID Connect policy maps: without a mapping there is no e-mail address and no group.',
  ],
  troubles: [
    {
      seen: '"Redirect URI mismatch", or an error page about `redirect_uri`; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Redirect URIs: add `{redirectUri}`',
    },
    { seen: '"Invalid client or client credentials"', code: 'secret-wrong', mend: 'Copy the Client Secret anew' },
    {
      seen: 'The ID token is encrypted',
      code: 'id-token-encrypted',
      mend: 'Switch encryption off on the client, or give a key here',
    },
    { seen: 'No e-mail address comes', code: 'email-missing', mend: 'Map it in the OpenID Connect policy' },
  ],
}
