/** A field of a provider as the page shows it. The names are those of the configuration file. */
export interface ProviderField {
  name: string
  label: string
  hint?: string
  /** How it is typed; a list has one entry a line or between commas, `teams` one `group: team role` a line. */
  kind: 'text' | 'secret' | 'list' | 'choice' | 'yes-no' | 'number' | 'teams'
  /** Of a choice; null stands for what is found out by itself. */
  choices?: string[]
  /** What counts where nothing is set. */
  otherwise?: string
}

/** Fields that belong together under a heading that is folded. */
export interface FieldGroup {
  title: string
  hint: string
  fields: ProviderField[]
}

/** All that most providers need. */
export const mainFields: ProviderField[] = [
  {
    name: 'issuer',
    label: 'Issuer',
    hint: "The address before /.well-known/openid-configuration in the provider's documentation",
    kind: 'text',
  },
  { name: 'clientId', label: 'Client id', kind: 'text' },
  { name: 'clientSecret', label: 'Client secret', hint: 'Empty for a public client', kind: 'secret' },
  { name: 'name', label: 'Name', hint: 'On the button of the sign-in page', kind: 'text' },
]

export const fieldGroups: FieldGroup[] = [
  {
    title: 'Who gets in',
    hint: 'Everybody whom the provider lets in, unless it is limited here.',
    fields: [
      { name: 'allowedDomains', label: 'Allowed e-mail domains', kind: 'list', otherwise: 'all' },
      { name: 'allowedGroups', label: 'Allowed groups', kind: 'list', otherwise: 'all' },
      {
        name: 'allowedTenants',
        label: 'Allowed directories (tenants)',
        hint: 'Where the issuer is for many, such as organizations of Entra',
        kind: 'list',
      },
      {
        name: 'requireVerifiedEmail',
        label: 'E-mail addresses must be verified',
        kind: 'choice',
        choices: ['true', 'false'],
      },
      {
        name: 'linkByEmail',
        label: 'A verified e-mail address lets a person into the account that has it',
        kind: 'yes-no',
      },
    ],
  },
  {
    title: 'Names, groups and teams',
    hint: 'Which claims say who a person is, and what follows from groups at each sign-in.',
    fields: [
      { name: 'usernameClaim', label: 'Claim with the user name', kind: 'text', otherwise: 'preferred_username' },
      { name: 'emailClaim', label: 'Claim with the e-mail address', kind: 'text', otherwise: 'email' },
      { name: 'groupsClaim', label: 'Claim with the groups', kind: 'text', otherwise: 'groups' },
      { name: 'adminGroups', label: 'Groups of administrators', kind: 'list', otherwise: 'none' },
      { name: 'groupTeams', label: 'Groups that lead into teams', kind: 'teams' },
      {
        name: 'claimIssuers',
        label: 'Whose further signed claims are believed',
        hint: 'Addresses (iss) of aggregated claims, beside the provider itself',
        kind: 'list',
      },
    ],
  },
  {
    title: 'The sign-in page',
    hint: 'How the button looks, where it stands, and who is sent here by e-mail address.',
    fields: [
      { name: 'order', label: 'Order', hint: 'Of the buttons, the least first', kind: 'number', otherwise: 'last' },
      {
        name: 'logo',
        label: 'File with a picture',
        hint: 'On the machine of the server: PNG, JPEG, WebP, GIF or SVG',
        kind: 'text',
      },
      { name: 'emailDomains', label: 'E-mail domains whose people are sent here', kind: 'list' },
    ],
  },
  {
    title: 'Protocol',
    hint: 'Found out by itself from what the provider publishes and refuses, unless it is set.',
    fields: [
      {
        name: 'profile',
        label: 'Make of provider',
        hint: 'Where its address does not tell',
        kind: 'text',
        otherwise: 'auto',
      },
      { name: 'scopes', label: 'Scopes', kind: 'list', otherwise: 'openid\nprofile\nemail' },
      {
        name: 'responseType',
        label: 'Flow',
        kind: 'choice',
        choices: ['code', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token'],
      },
      {
        name: 'responseMode',
        label: 'Response mode',
        kind: 'choice',
        choices: ['query', 'form_post', 'fragment', 'jwt'],
      },
      {
        name: 'requestForm',
        label: 'Form of the request',
        kind: 'choice',
        choices: ['plain', 'signed', 'pushed', 'pushed and signed'],
      },
      {
        name: 'clientAuth',
        label: 'Client authentication',
        kind: 'choice',
        choices: [
          'none',
          'client_secret_basic',
          'client_secret_post',
          'client_secret_jwt',
          'private_key_jwt',
          'tls_client_auth',
          'self_signed_tls_client_auth',
        ],
      },
      { name: 'pkce', label: 'PKCE', kind: 'choice', choices: ['required', 'off'] },
      {
        name: 'idTokenAlg',
        label: 'Signature of ID tokens',
        hint: 'One algorithm: RS256, ES256, …',
        kind: 'text',
        otherwise: 'auto',
      },
    ],
  },
  {
    title: 'Addresses by hand',
    hint: 'For a provider without a discovery document, or in place of what it says there.',
    fields: [
      { name: 'authorizationEndpoint', label: 'Authorization endpoint', kind: 'text' },
      { name: 'tokenEndpoint', label: 'Token endpoint', kind: 'text' },
      { name: 'jwksUri', label: 'Keys (jwks_uri)', kind: 'text' },
      { name: 'userinfoEndpoint', label: 'Userinfo endpoint', kind: 'text' },
      { name: 'endSessionEndpoint', label: 'Sign-out (end_session_endpoint)', kind: 'text' },
      {
        name: 'backchannelUrl',
        label: 'Address for calls of this server',
        hint: 'Where it is another than for browsers, as in a container network: http://keycloak:8080',
        kind: 'text',
      },
    ],
  },
  {
    title: 'Certificates and keys',
    hint: 'Files on the machine of the server.',
    fields: [
      {
        name: 'secretExpiresAt',
        label: 'Secret runs out on',
        hint: 'A date such as 2027-03-31: you are warned before it',
        kind: 'text',
      },
      { name: 'caFile', label: 'File with the certificate authority', kind: 'text' },
      { name: 'tlsCertFile', label: 'File with our certificate for mutual TLS', kind: 'text' },
      { name: 'tlsKeyFile', label: 'File with its private key', kind: 'text' },
      { name: 'signingKeyFile', label: 'File with our signing key', kind: 'text' },
      { name: 'decryptionKeyFile', label: 'File with our decryption key', kind: 'text' },
    ],
  },
]

/** As the page calls a field; its name in the file where the page does not have it. */
export const labelOf = (name: string): string =>
  [...mainFields, ...fieldGroups.flatMap(({ fields }) => fields)].find((each) => each.name === name)?.label ?? name
