import { type Emulation, takes } from './kit/emulation.ts'

const failed = {
  status: 401,
  error: 'invalid_client',
  error_description:
    'Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).',
}

const issuer = 'https://oauth.id.jumpcloud.com/'

/** JumpCloud: a slash at the end, and the one way of client authentication that was chosen when the application was made. */
export const jumpcloud: Emulation = {
  title: 'JumpCloud, secret in the body',
  profile: 'jumpcloud',
  email: 'xena@acme.example',
  document: {
    issuer,
    authorization_endpoint: `${issuer}oauth2/auth`,
    token_endpoint: `${issuer}oauth2/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    response_types_supported: ['code', 'code id_token', 'id_token', 'token id_token', 'token', 'token id_token code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: ['authorization_code', 'implicit', 'client_credentials', 'refresh_token'],
    subject_types_supported: ['public'],
    scopes_supported: ['offline_access', 'offline', 'openid', 'profile', 'email'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'],
    code_challenge_methods_supported: ['plain', 'S256'],
  },
  client: { id: '5d1c2b3a-aaaa-bbbb-cccc-ddddeeeeffff', secret: 'q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6' },
  clientAuth: takes(['client_secret_post'], {
    twice: { error: 'invalid_request', error_description: 'The client used more than one authentication method.' },
    otherWay: {
      ...failed,
      error_description:
        "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method). The OAuth 2.0 Client supports client authentication method 'client_secret_post', but method 'client_secret_basic' was requested.",
    },
    wrong: failed,
  }),
  subject: '63f0a1b2c3d4e5f60718293a',
  idToken: { email: 'xena@acme.example', email_verified: true, name: 'Xena Xu' },
}
