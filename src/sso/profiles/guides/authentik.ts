import type { Guide } from './guide.ts'

export const authentik: Guide = {
  application: 'An OAuth2/OpenID provider and an application that uses it.',
  steps: [
    {
      path: ['Applications', 'Applications', 'Create with provider', 'OAuth2/OpenID Provider'],
      fields: [
        { name: 'Client type', value: '**Confidential**' },
        { name: 'Redirect URIs/Origins', value: '**Strict**, `{redirectUri}`' },
        { name: 'Signing Key', value: 'any' },
        { name: 'Encryption Key', value: 'empty' },
      ],
      note: 'An empty list of redirect URIs takes the first address that comes; do not leave it empty. Without a Signing Key ID tokens are signed by HS256 with the client secret, which works as well.',
    },
    {
      path: ['The provider', 'Edit', 'Advanced protocol settings'],
      fields: [{ name: 'Scopes', value: 'openid, email, profile and **offline_access**' }],
      note: 'By `offline_access` people who are disabled there lose access here within minutes.',
    },
    {
      path: ['The provider', 'Edit', 'Logout'],
      fields: [
        { name: 'Logout URI', value: '`{backchannelLogoutUri}`' },
        { name: 'Logout Method', value: '**Back-channel**' },
      ],
      note: 'Where your version has it.',
    },
  ],
  values: {
    issuer: "the *OpenID Configuration Issuer* of the provider's page: `https://AUTHENTIK/application/o/SLUG/`",
    clientId: 'Client ID',
    clientSecret: 'Client Secret',
  },
  further: [],
  goodToKnow: ['The slash at the end of the issuer is put right by itself.'],
  cannot: [
    'Since version 2025.10 authentik says of every e-mail address that it is not verified, until a scope mapping of your own says otherwise.',
  ],
  troubles: [
    {
      seen: 'The issuer is not there',
      code: 'discovery-404',
      mend: "Copy the OpenID Configuration Issuer; the slug is the application's, not the provider's",
    },
    {
      seen: 'authentik shows "Redirect URI Error"; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Redirect URIs/Origins: add `{redirectUri}`',
    },
    {
      seen: 'The ID token is encrypted',
      code: 'id-token-encrypted',
      mend: 'Encryption Key: empty, or give a key here',
    },
    {
      seen: 'Rules on verified addresses refuse',
      code: 'email-verified-false',
      mend: 'authentik says false since 2025.10; a scope mapping of your own says otherwise',
    },
  ],
}
