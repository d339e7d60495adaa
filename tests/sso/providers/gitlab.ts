import { type Emulation, takes, unknownScopes } from './kit/emulation.ts'

const issuer = 'https://gitlab.acme.example'
const refused = {
  status: 401,
  error: 'invalid_client',
  error_description:
    'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
}

/** GitLab as provider: only the scopes that are ticked on the application; groups in userinfo. */
export const gitlab: Emulation = {
  title: 'GitLab',
  profile: 'gitlab',
  email: 'quin@acme.example',
  pages: {
    redirectUri: 'The redirect URI included is not valid.',
    client:
      'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
  },
  group: 'acme/research',
  document: {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    introspection_endpoint: `${issuer}/oauth/introspect`,
    userinfo_endpoint: `${issuer}/oauth/userinfo`,
    jwks_uri: `${issuer}/oauth/discovery/keys`,
    scopes_supported: ['api', 'read_api', 'read_user', 'openid', 'profile', 'email'],
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: ['authorization_code', 'password', 'client_credentials', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['plain', 'S256'],
  },
  client: { id: 'f9a8e7d6c5b4a39281706f5e4d3c2b1a', secret: 'gloas-1a2b3c4d5e6f708192a3b4c5d6e7f809' },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], {
    twice: refused,
    otherWay: refused,
    wrong: refused,
  }),
  authorize: (asked) =>
    unknownScopes(asked, ['openid', 'profile', 'email']).length > 0
      ? { error: 'invalid_scope', error_description: 'The requested scope is invalid, unknown, or malformed.' }
      : null,
  subject: '42',
  idToken: {
    auth_time: 1,
    sub_legacy: '9f86d081884c7d659a2feaa0c55ad015',
    name: 'Quin Quist',
    nickname: 'quin',
    preferred_username: 'quin',
    email: 'quin@acme.example',
    email_verified: true,
  },
  userinfo: {
    name: 'Quin Quist',
    nickname: 'quin',
    preferred_username: 'quin',
    email: 'quin@acme.example',
    email_verified: true,
    groups: ['acme/research'],
  },
}
