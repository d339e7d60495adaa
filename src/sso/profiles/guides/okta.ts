import type { Guide } from './guide.ts'

export const okta: Guide = {
  application: 'An application of type OIDC Web (with a secret) or Single-Page (without one).',
  steps: [
    {
      path: ['Applications', 'Applications', 'Create App Integration'],
      fields: [
        { name: 'Sign-in method', value: '**OIDC - OpenID Connect**' },
        { name: 'Application type', value: '**Web Application**' },
      ],
      note: '**Single-Page Application** works as well; it has no secret.',
    },
    {
      path: ['New Web App Integration'],
      fields: [
        { name: 'Grant type', value: '**Authorization Code** and **Refresh Token**' },
        { name: 'Sign-in redirect URIs', value: '`{redirectUri}`' },
        { name: 'Sign-out redirect URIs', value: '`{postLogoutUri}`' },
        { name: 'Assignments', value: 'the people or groups that may sign in' },
      ],
      note: 'By the refresh token people who are disabled in Okta lose access here within minutes.',
    },
    {
      path: ['The application', 'General', 'Edit'],
      fields: [
        { name: 'Login initiated by', value: '**Either Okta or App**' },
        { name: 'Initiate login URI', value: '`{initiateUri}`' },
      ],
      note: 'Only for the tile on the dashboard of Okta.',
    },
    {
      path: ['The application', 'Sign On', 'OpenID Connect ID Token', 'Edit'],
      fields: [
        { name: 'Groups claim type', value: '**Filter**' },
        { name: 'Groups claim filter', value: '`groups`, **Matches regex**, `.*`' },
      ],
      note: 'Only for groups.',
    },
  ],
  values: {
    issuer: '`https://ORG.okta.com`; with API Access Management also `https://ORG.okta.com/oauth2/default`',
    clientId: 'General, Client ID',
    clientSecret: 'General, Client secrets; leave it out for a Single-Page application',
  },
  further: [],
  goodToKnow: [
    'The org server says `email_verified: false` of people from a directory, and cannot be told otherwise. Rules on verified addresses then do not count these.',
    'A Single-Page application is a public client: PKCE protects it, and a secret here would be refused there.',
  ],
  cannot: [
    'Without API Access Management there is no `/oauth2/default`; the issuer is the address of the organization.',
  ],
  troubles: [
    {
      seen: 'The authorization server does not exist',
      code: 'okta-org-vs-custom',
      mend: 'Take the issuer that is proposed: without API Access Management there is no `/oauth2/default`',
    },
    {
      seen: 'The address of the console, with `-admin` in it, was pasted',
      code: 'okta-admin-domain',
      mend: 'Take the same address without `-admin`',
    },
    {
      seen: '"User is not assigned to the client application"',
      code: 'user-not-assigned',
      mend: 'Assign the person, or a group of theirs, to the application',
    },
    {
      seen: 'Okta shows an error page about `redirect_uri`; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Copy `{redirectUri}` into Sign-in redirect URIs',
    },
    {
      seen: '"One or more scopes are not configured"',
      code: 'scope-groups-unknown',
      mend: 'Take `groups` out of `scopes`, or make that scope on the custom authorization server',
    },
    {
      seen: 'The secret is refused',
      code: 'secret-wrong',
      mend: 'Copy the secret anew; a Single-Page application has none',
    },
  ],
}
