import type { Guide } from './guide.ts'

export const google: Guide = {
  application: 'An OAuth client of a Google Cloud project; Google Workspace or any Google account.',
  steps: [
    {
      path: ['Google Cloud console', 'APIs & Services', 'OAuth consent screen', 'Audience'],
      fields: [{ name: 'User type', value: '**Internal**' }],
      note: 'For Google Workspace, so that only people of your organization get in. With *External* in status *Testing* only test users get in.',
    },
    {
      path: ['APIs & Services', 'Credentials', 'Create credentials', 'OAuth client ID'],
      fields: [
        { name: 'Application type', value: '**Web application**' },
        { name: 'Authorized redirect URIs', value: '`{redirectUri}`' },
      ],
      note: 'Google takes plain http for `localhost` only.',
    },
  ],
  values: {
    issuer: '`https://accounts.google.com`',
    clientId: 'the Client ID, it ends in `.apps.googleusercontent.com`',
    clientSecret: 'the Client secret, it begins with `GOCSPX-`',
  },
  further: [],
  goodToKnow: [
    '`allowedDomains` looks at `hd`, the organization that knows the person, and not at the letters behind the @.',
  ],
  cannot: [
    'Google sends no groups.',
    'It has no sign-out for applications: signing out ends the session here, and the Google account stays signed in.',
  ],
  troubles: [
    {
      seen: 'Google shows "Error 400: redirect_uri_mismatch"; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Authorized redirect URIs: add `{redirectUri}`',
    },
    {
      seen: 'Google shows "Error 400: invalid_scope"',
      code: 'scope-groups-unknown',
      mend: 'Google has no scope `groups`, and no `offline_access`',
    },
    {
      seen: '"Error 403: org_internal", or "has not completed the Google verification process"',
      code: 'google-audience',
      mend: 'The person is of another organization, or no test user',
    },
    {
      seen: 'The domain is not admitted',
      code: 'domain-not-allowed',
      mend: '`allowedDomains` is compared with the claim `hd`, which private accounts do not have',
    },
  ],
}
