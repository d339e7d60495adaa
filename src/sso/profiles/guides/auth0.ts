import type { Guide } from './guide.ts'

export const auth0: Guide = {
  application: 'A Regular Web Application.',
  steps: [
    { path: ['Applications', 'Applications', 'Create Application', 'Regular Web Applications'] },
    {
      path: ['The application', 'Settings', 'Application URIs'],
      fields: [
        { name: 'Allowed Callback URLs', value: '`{redirectUri}`' },
        { name: 'Allowed Logout URLs', value: '`{postLogoutUri}`' },
        { name: 'Application Login URI', value: '`{initiateUri}`' },
      ],
      note: 'The Application Login URI is only for a start from Auth0, and must be https.',
    },
    {
      path: ['Actions', 'Library', 'Create Action', 'Login / Post Login'],
      fields: [
        {
          name: 'Code of the Action',
          value: "`api.idToken.setCustomClaim('{publicUrl}/groups', event.authorization.roles)`",
        },
      ],
      note: 'Only for groups: set `groupsClaim` here to `{publicUrl}/groups`.',
    },
  ],
  values: {
    issuer: '`https://TENANT.REGION.auth0.com/`; with or without the slash, a custom domain is another issuer',
    clientId: 'Settings, Client ID',
    clientSecret: 'Settings, Client Secret',
  },
  further: [],
  goodToKnow: [
    'Everybody of the tenant may sign in to every application. Where that is too many, refuse in an Action, or set `allowedGroups` here.',
    'Where Auth0 shows an error after signing out, `{postLogoutUri}` is not among the Allowed Logout URLs.',
    'The slash at the end of the issuer is put right by itself, and noted on the attempt.',
  ],
  cannot: ['Auth0 sends claims of your own only under names that are addresses, and no groups without an Action.'],
  troubles: [
    {
      seen: 'Auth0 shows "Callback URL mismatch"; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Allowed Callback URLs: add `{redirectUri}`',
    },
    { seen: '"Unauthorized"', code: 'secret-wrong', mend: 'Copy the secret anew; Auth0 calls that `access_denied`' },
    {
      seen: '"Grant type \'authorization_code\' not allowed"',
      code: 'grant-not-enabled',
      mend: 'Settings, Advanced, Grant Types: Authorization Code',
    },
  ],
}
