import { type Emulation, takes, unknownScopes } from './kit/emulation.ts'

const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab3Cd5Ef7'
const domain = 'https://acme.auth.eu-west-1.amazoncognito.com'

/** A user pool: the issuer is on another host than the endpoints, errors have no words, sign-out wants `logout_uri`. */
export const cognito: Emulation = {
  title: 'AWS Cognito',
  profile: 'cognito',
  email: 'kofi@acme.example',
  pages: { redirectUri: 'redirect_mismatch', client: 'Client does not exist.' },
  group: 'research',
  document: {
    issuer,
    authorization_endpoint: `${domain}/oauth2/authorize`,
    token_endpoint: `${domain}/oauth2/token`,
    userinfo_endpoint: `${domain}/oauth2/userInfo`,
    end_session_endpoint: `${domain}/logout`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  },
  client: { id: '1example23456789abcdefghij', secret: '9j7s2k4l6m8n0b1v3c5x7z9a2s4d6f8g0h1j3k5l7p9o1i3u5y7t' },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], {
    twice: { error: 'invalid_request' },
    otherWay: { error: 'invalid_client' },
    wrong: { error: 'invalid_client' },
  }),
  authorize: (asked) =>
    unknownScopes(asked, ['openid', 'email', 'profile', 'phone']).length > 0
      ? { error: 'invalid_request', error_description: 'invalid_scope' }
      : null,
  subject: '3f2a1b0c-1111-2222-3333-444455556666',
  idToken: {
    token_use: 'id',
    'cognito:username': 'kofi',
    'cognito:groups': ['research'],
    email: 'kofi@acme.example',
    email_verified: true,
  },
  userinfo: { username: 'kofi', email: 'kofi@acme.example', email_verified: 'true' },
}
