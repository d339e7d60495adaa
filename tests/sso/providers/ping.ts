import { type Emulation, takes } from './kit/emulation.ts'

const failed = { status: 401, error: 'invalid_client', error_description: 'Client authentication failed.' }

const issuer = 'https://ping.acme.example:9031'

/** PingFederate with a policy that signs by the client secret, and the old name of its sign-out. */
export const pingFederate: Emulation = {
  title: 'PingFederate with HS256',
  profile: 'ping',
  email: 'zara@acme.example',
  document: {
    issuer,
    authorization_endpoint: `${issuer}/as/authorization.oauth2`,
    token_endpoint: `${issuer}/as/token.oauth2`,
    userinfo_endpoint: `${issuer}/idp/userinfo.openid`,
    ping_end_session_endpoint: `${issuer}/idp/startSLO.ping`,
    jwks_uri: `${issuer}/pf/JWKS`,
    scopes_supported: ['openid', 'profile', 'email'],
    response_types_supported: [
      'code',
      'token',
      'id_token',
      'code token',
      'code id_token',
      'token id_token',
      'code token id_token',
    ],
    response_modes_supported: ['fragment', 'query', 'form_post'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: ['none', 'HS256', 'HS384', 'HS512', 'RS256', 'ES256'],
    token_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
      'client_secret_jwt',
      'tls_client_auth',
    ],
    code_challenge_methods_supported: ['plain', 'S256'],
  },
  client: { id: 'signpost', secret: 'q9W8e7R6t5Y4u3I2o1P0a9S8d7F6g5H4' },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], { twice: failed, otherWay: failed, wrong: failed }),
  alg: 'HS256',
  subject: 'zara',
  idToken: { 'pi.sri': 'x', email: 'zara@acme.example' },
  userinfo: { email: 'zara@acme.example' },
}
