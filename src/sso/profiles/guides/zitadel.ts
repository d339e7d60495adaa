import type { Guide } from './guide.ts'

export const zitadel: Guide = {
  application: 'A web application of a project.',
  steps: [
    {
      path: ['Projects', 'the project', 'Applications', 'New'],
      fields: [
        { name: 'Type of application', value: '**Web**' },
        { name: 'Authentication method', value: '**CODE** (with a secret) or **PKCE** (without one)' },
        { name: 'Redirect URIs', value: '`{redirectUri}`' },
        { name: 'Post Logout URIs', value: '`{postLogoutUri}`' },
      ],
      note: 'Plain http needs Development Mode.',
    },
    {
      path: ['The application', 'OIDC Configuration', 'Grant Types'],
      fields: [{ name: 'Grant Types', value: '**Authorization Code** and **Refresh Token**' }],
    },
    {
      path: ['Projects', 'the project', 'General'],
      fields: [
        { name: 'Assert Roles on Authentication', value: '**on** (only for groups)' },
        { name: 'Check Authorization on Authentication', value: '**on**, to let in only people with a role' },
      ],
    },
  ],
  values: {
    issuer: 'the address of the instance: `https://INSTANCE.zitadel.cloud`',
    clientId: 'the application, Client ID',
    clientSecret: 'the application, Actions, Regenerate Client Secret; none with PKCE',
  },
  further: ['For a refresh token: `offline_access` among the `scopes` (?).'],
  goodToKnow: [
    'Roles of the project are read as groups, from `urn:zitadel:iam:org:project:roles`.',
    'The audience of an ID token also names the project and its other clients; that is no mistake.',
  ],
  cannot: [
    'Zitadel has no claim `groups` but by an Action; where that Action is not Allowed To Fail, people without roles cannot sign in at all.',
  ],
  troubles: [
    {
      seen: '"The requested redirect_uri is missing in the client configuration"; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Redirect URIs: add `{redirectUri}`; http needs Development Mode',
    },
    { seen: '"invalid_client"', code: 'secret-wrong', mend: 'Regenerate the Client Secret and copy it' },
    { seen: '"Errors.App.NotFound"', code: 'client-id-wrong', mend: 'Copy the Client ID of the application' },
    { seen: 'The issuer is not there', code: 'discovery-404', mend: 'Write the address of the instance alone' },
  ],
}
