import type { Guide } from './guide.ts'

export const generic: Guide = {
  application:
    'A client, application or relying party for OpenID Connect: of a type for web servers, with a secret, or a public one with PKCE.',
  steps: [
    {
      path: ['Applications or Clients', 'New', 'OpenID Connect'],
      fields: [
        { name: 'Type', value: '**Web**, **confidential**; or public with PKCE' },
        { name: 'Grant type or flow', value: '**authorization code**, and refresh token' },
        { name: 'Redirect URI, callback URL', value: '`{redirectUri}`' },
        { name: 'Post logout redirect URI, sign-out URL', value: '`{postLogoutUri}`' },
        { name: 'Scopes', value: '`openid`, `profile`, `email`' },
      ],
    },
    {
      path: ['The client', 'Logout'],
      fields: [
        { name: 'Back-channel logout URL', value: '`{backchannelLogoutUri}`' },
        { name: 'or front-channel logout URL', value: '`{frontchannelLogoutUri}`' },
      ],
      note: 'Where it has one: then people who sign out there are signed out here.',
    },
    {
      path: ['The client', 'Login'],
      fields: [{ name: 'Initiate login URI', value: '`{initiateUri}`' }],
      note: 'Where it has one: for a tile on the provider’s portal.',
    },
    {
      path: ['The client', 'Keys'],
      fields: [{ name: 'JWKS URL', value: '`{jwksUri}`' }],
      note: 'Only where this server signs or decrypts by keys of its own.',
    },
  ],
  values: {
    issuer:
      'what stands as `issuer` in the document at `ISSUER/.well-known/openid-configuration`; either address may be pasted here',
    clientId: 'client id, application id',
    clientSecret: 'client secret; none for a public client',
  },
  further: [
    'Groups: the claim `groups`, or the one named in `groupsClaim`; ask for a scope of it by `scopes`, where there is one.',
    'Without a discovery document: `authorizationEndpoint`, `tokenEndpoint`, `jwksUri` and `issuer` by hand.',
  ],
  goodToKnow: [
    'Which flow, client authentication and algorithm: what the provider publishes decides, and what it refuses teaches.',
  ],
  cannot: [],
  troubles: [
    {
      seen: 'The provider shows an error page about the redirect URI; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Register `{redirectUri}`, letter by letter',
    },
    {
      seen: 'The address of a sign-in page was pasted as issuer',
      code: 'issuer-is-authorize-url',
      mend: 'Take the issuer that is proposed',
    },
    { seen: 'Nothing is at the issuer', code: 'discovery-404', mend: 'Copy the issuer from the discovery document' },
    { seen: '"invalid_client"', code: 'secret-wrong', mend: 'Copy the secret anew; a public client has none' },
    {
      seen: 'No secret is set here, and the provider wants one',
      code: 'secret-missing',
      mend: 'Copy the client secret here',
    },
  ],
}
