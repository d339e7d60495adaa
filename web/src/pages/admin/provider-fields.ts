/** A field of a provider as the page shows it. The names are those of the configuration file. */
export interface ProviderFieldText {
  name: string
  label: string
  hint?: string
  /** How it is typed; a list has one entry a line or between commas. */
  kind: 'text' | 'secret' | 'list' | 'choice' | 'yes-no'
  choices?: string[]
}

/** All that most providers need. */
export const mainFields: ProviderFieldText[] = [
  { name: 'name', label: 'Name', hint: 'On the button of the sign-in page', kind: 'text' },
  {
    name: 'issuer',
    label: 'Issuer',
    hint: "The address before /.well-known/openid-configuration in the provider's documentation",
    kind: 'text',
  },
  { name: 'clientId', label: 'Client id', kind: 'text' },
  { name: 'clientSecret', label: 'Client secret', hint: 'Empty for a public client', kind: 'secret' },
]

export const peopleFields: ProviderFieldText[] = [
  {
    name: 'allowedDomains',
    label: 'Allowed e-mail domains',
    hint: 'Empty: everybody whom the provider lets in',
    kind: 'list',
  },
  { name: 'emailDomains', label: 'E-mail domains whose people are sent here', kind: 'list' },
  { name: 'allowedGroups', label: 'Allowed groups', kind: 'list' },
  { name: 'adminGroups', label: 'Groups of administrators', kind: 'list' },
  { name: 'groupsClaim', label: 'Claim with the groups', hint: 'groups, where nothing is set', kind: 'text' },
  {
    name: 'usernameClaim',
    label: 'Claim with the user name',
    hint: 'preferred_username, where nothing is set',
    kind: 'text',
  },
  { name: 'emailClaim', label: 'Claim with the e-mail address', hint: 'email, where nothing is set', kind: 'text' },
  {
    name: 'linkByEmail',
    label: 'A verified e-mail address lets a person into the account that has it',
    kind: 'yes-no',
  },
]

export const protocolFields: ProviderFieldText[] = [
  { name: 'scopes', label: 'Scopes', hint: 'openid profile email, where nothing is set', kind: 'list' },
  {
    name: 'responseType',
    label: 'Flow',
    kind: 'choice',
    choices: ['code', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token'],
  },
  { name: 'responseMode', label: 'Response mode', kind: 'choice', choices: ['query', 'form_post', 'fragment', 'jwt'] },
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
  { name: 'caFile', label: 'File with the certificate authority', kind: 'text' },
  { name: 'tlsCertFile', label: 'File with our certificate for mutual TLS', kind: 'text' },
  { name: 'tlsKeyFile', label: 'File with its private key', kind: 'text' },
  { name: 'signingKeyFile', label: 'File with our signing key', kind: 'text' },
  { name: 'decryptionKeyFile', label: 'File with our decryption key', kind: 'text' },
  {
    name: 'backchannelUrl',
    label: 'Address for calls of this server',
    hint: 'Where it is another than for browsers',
    kind: 'text',
  },
]
