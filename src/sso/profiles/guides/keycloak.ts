import type { Guide } from './guide.ts'

export const keycloak: Guide = {
  application: 'A client of a realm.',
  steps: [
    {
      path: ['The realm', 'Clients', 'Create client'],
      fields: [
        { name: 'Client type', value: '**OpenID Connect**' },
        { name: 'Client ID', value: '`signpost`' },
        { name: 'Client authentication', value: '**On** (Off makes a public client, without a secret)' },
        { name: 'Authentication flow', value: '**Standard flow** only' },
      ],
    },
    {
      path: ['Clients', 'the client', 'Settings', 'Access settings'],
      fields: [
        { name: 'Valid redirect URIs', value: '`{redirectUri}`' },
        { name: 'Valid post logout redirect URIs', value: '`{postLogoutUri}`' },
      ],
    },
    {
      path: ['Clients', 'the client', 'Settings', 'Logout settings'],
      fields: [
        { name: 'Front channel logout', value: '**Off**' },
        { name: 'Backchannel logout URL', value: '`{backchannelLogoutUri}`' },
        { name: 'Backchannel logout session required', value: '**On**' },
      ],
    },
    { path: ['Clients', 'the client', 'Credentials'], note: 'Copy the Client Secret.' },
    {
      path: [
        'Clients',
        'the client',
        'Client scopes',
        'CLIENT-dedicated',
        'Add mapper',
        'By configuration',
        'Group Membership',
      ],
      fields: [
        { name: 'Token Claim Name', value: '`groups`' },
        { name: 'Full group path', value: '**Off**' },
      ],
      note: 'Only for groups.',
    },
  ],
  values: {
    issuer:
      '`https://KEYCLOAK/realms/REALM`; upper and lower case of the realm count; up to version 16 with `/auth` before `/realms`',
    clientId: 'Clients, the column Client ID',
    clientSecret: 'Credentials, Client Secret; none for a public client',
  },
  further: [],
  goodToKnow: [
    'A person whose sessions an administrator of Keycloak ends loses access here at once.',
    'With PKCE Method S256 on the client nothing has to be changed here: PKCE is always sent.',
    'Clients, the client, Action, Download adapter config gives a `keycloak.json` that the page of a provider here reads as it is.',
  ],
  cannot: [
    'Keycloak tells nobody when a person is only disabled; that is found out by asking again in the background.',
    'With HS256 it signs ID tokens by a key that it gives to nobody: choose RS256, ES256, PS256 or EdDSA.',
  ],
  troubles: [
    { seen: 'The realm does not exist', code: 'issuer-wrong-realm', mend: 'Write the realm as the console does' },
    { seen: 'The other spelling answers', code: 'keycloak-auth-prefix', mend: 'Take the issuer that is proposed' },
    {
      seen: 'The address of a sign-in page was pasted',
      code: 'issuer-is-authorize-url',
      mend: 'Take the issuer that is proposed',
    },
    {
      seen: 'Keycloak shows "Invalid parameter: redirect_uri"; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Valid redirect URIs: add `{redirectUri}`',
    },
    {
      seen: '"Invalid client or Invalid client credentials"',
      code: 'secret-wrong',
      mend: 'Copy the secret anew, or `secret-missing`: none is set here and Client authentication is On',
    },
    {
      seen: 'The signature does not fit',
      code: 'signature-bad',
      mend: 'With HS256 Keycloak signs by a key that it gives to nobody: choose RS256, ES256, PS256 or EdDSA',
    },
    {
      seen: 'Keycloak names itself by another address',
      code: 'issuer-mismatch',
      mend: "`KC_HOSTNAME` and the proxy's headers decide the issuer",
    },
  ],
}
