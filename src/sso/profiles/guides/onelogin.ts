import type { Guide } from './guide.ts'

export const onelogin: Guide = {
  application: 'An application of the connector OpenId Connect (OIDC).',
  steps: [
    { path: ['Administration', 'Applications', 'Applications', 'Add App', 'OpenId Connect (OIDC)'] },
    {
      path: ['The application', 'Configuration'],
      fields: [
        { name: 'Login Url', value: '`{initiateUri}`' },
        { name: "Redirect URI's", value: '`{redirectUri}`' },
        { name: 'Post Logout Redirect URIs', value: '`{postLogoutUri}`' },
      ],
      note: 'The Login Url is for the tile on the portal.',
    },
    {
      path: ['The application', 'SSO'],
      fields: [
        { name: 'Application Type', value: '**Web**' },
        { name: 'Token Endpoint, Authentication Method', value: '**Basic** or **POST**' },
      ],
    },
    {
      path: ['The application', 'Parameters', 'Groups'],
      fields: [{ name: 'Value', value: '**User Roles**, with **Semicolon Delimited input (Multi-value output)**' }],
      note: 'Only for groups.',
    },
    { path: ['The application', 'Access'], note: 'Tick the roles whose people may sign in.' },
  ],
  values: {
    issuer: '`https://SUBDOMAIN.onelogin.com/oidc/2`',
    clientId: 'SSO, Client ID',
    clientSecret: 'SSO, Show client secret; as it is shown, not encoded; none with *None (PKCE)*',
  },
  further: ['For groups: `groups` among the `scopes`.'],
  goodToKnow: [
    'Where `offline_access` is published it is asked for: by it people who are suspended there lose access here within minutes.',
  ],
  cannot: ['OneLogin has no back-channel logout.'],
  troubles: [
    {
      seen: '"invalid_client" with a secret that was encoded as old guides say',
      code: 'secret-base64d',
      mend: 'Paste the secret as it is shown',
    },
    {
      seen: '"redirect_uri did not match any client\'s registered redirect_uris"; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: "Configuration, Redirect URI's: add `{redirectUri}`",
    },
    { seen: 'The issuer is not there', code: 'discovery-404', mend: 'The issuer ends in `/oidc/2`' },
    {
      seen: 'OneLogin says that the person has no access to the application',
      code: 'user-not-assigned',
      mend: 'Access: tick a role of the person',
    },
  ],
}
