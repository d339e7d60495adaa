import type { Guide } from './guide.ts'

export const cognito: Guide = {
  application: 'An app client of a user pool.',
  steps: [
    {
      path: ['Amazon Cognito', 'User pools', 'the pool', 'Branding', 'Domain'],
      note: 'There must be one; the sign-in pages are there.',
    },
    {
      path: ['Applications', 'App clients', 'Create app client'],
      fields: [{ name: 'Application type', value: '**Traditional web application**' }],
      note: 'It has a secret. A client without one never gets one: make a new client instead.',
    },
    {
      path: ['App clients', 'the client', 'Login pages', 'Edit'],
      fields: [
        { name: 'Allowed callback URLs', value: '`{redirectUri}`' },
        { name: 'Allowed sign-out URLs', value: '`{postLogoutUri}`' },
        { name: 'OAuth 2.0 grant types', value: '**Authorization code grant**' },
        { name: 'OpenID Connect scopes', value: '**OpenID**, **Email**, **Profile**' },
      ],
      note: 'Addresses must be https, or http for `localhost`.',
    },
  ],
  values: {
    issuer: '`https://cognito-idp.REGION.amazonaws.com/USER_POOL_ID`; not the domain of the sign-in pages',
    clientId: 'App clients, Client ID',
    clientSecret: 'App clients, the client, Client secret; none for a public client',
  },
  further: [],
  goodToKnow: [
    'Groups of the user pool come by themselves, in the claim `cognito:groups`.',
    'Issuer and endpoints are on different hosts; both must be reachable from the server.',
    'Sign-out goes to `/logout` with `logout_uri`, as Cognito wants it.',
  ],
  cannot: ['Cognito has neither `groups` nor `offline_access` as scopes, and no back-channel logout.'],
  troubles: [
    {
      seen: 'The domain of the sign-in pages was taken for the issuer',
      code: 'cognito-domain-as-issuer',
      mend: 'Build the issuer of region and user pool id',
    },
    {
      seen: 'Cognito shows "redirect_mismatch"; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Allowed callback URLs: add `{redirectUri}`',
    },
    { seen: '"invalid_client", without words', code: 'secret-wrong', mend: 'Copy the secret anew' },
    {
      seen: '"invalid_scope"',
      code: 'scope-groups-unknown',
      mend: 'Tick the scopes on the app client; Cognito has neither `groups` nor `offline_access`',
    },
  ],
}
