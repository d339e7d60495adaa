import type { Guide } from './guide.ts'

export const jumpcloud: Guide = {
  application: 'A custom application with single sign-on by OIDC.',
  steps: [
    {
      path: ['Access', 'SSO Applications', 'Add New Application', 'Custom Application'],
      fields: [{ name: 'Manage Single Sign-On (SSO)', value: '**Configure SSO with OIDC**' }],
    },
    {
      path: ['The application', 'SSO'],
      fields: [
        { name: 'Redirect URIs', value: '`{redirectUri}`' },
        { name: 'Client Authentication Type', value: '**Client Secret Basic** or **Client Secret POST**' },
        { name: 'Grant types', value: '**Refresh Token** ticked' },
        { name: 'Login URL', value: '`{initiateUri}`' },
      ],
      note: 'By the refresh token people who are suspended there lose access here within minutes.',
    },
    {
      path: ['The application', 'SSO', 'Attribute Mapping'],
      fields: [
        { name: 'Standard Scopes', value: '**Email** and **Profile** ticked' },
        { name: 'include group attribute', value: '`groups` (only for groups)' },
      ],
      note: 'Before Email and Profile are ticked no attributes are sent.',
    },
    { path: ['The application', 'User Groups'], note: 'Tick the groups whose people may sign in.' },
    { path: ['Activate'], note: 'Client ID and Client Secret are shown; the secret once.' },
  ],
  values: {
    issuer: '`https://oauth.id.jumpcloud.com/`, or `https://oauth.id.eu.jumpcloud.com/` for accounts of the EU',
    clientId: 'SSO, Client ID',
    clientSecret: 'the Client Secret that was shown; none with *Public (None PKCE)*',
  },
  further: [],
  goodToKnow: ['The slash at the end of the issuer is put right by itself.'],
  cannot: [
    'The way of client authentication that was chosen with the application is the only one that it takes (?).',
    'JumpCloud publishes no sign-out (?): signing out ends the session here.',
  ],
  troubles: [
    {
      seen: 'JumpCloud does not know the client, though id and secret are right',
      code: 'client-id-wrong',
      mend: 'Accounts of the EU have the other issuer: look at the address of your admin portal',
    },
    {
      seen: 'An error page about the redirect URI; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Redirect URIs: add `{redirectUri}`, letter by letter',
    },
    { seen: '"invalid_client"', code: 'secret-wrong', mend: 'Regenerate the secret and copy it' },
    { seen: 'No e-mail address comes', code: 'email-missing', mend: 'Attribute Mapping: tick Email' },
  ],
}
