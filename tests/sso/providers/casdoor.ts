import { type Emulation, takes } from './kit/emulation.ts'

const failed = { status: 401, error: 'invalid_client', error_description: 'Client authentication failed.' }

const host = 'https://casdoor.acme.example'

/** Casdoor: pages and API below one host. */
export const casdoor: Emulation = {
  title: 'Casdoor',
  profile: 'casdoor',
  email: 'abel@acme.example',
  group: 'built-in/research',
  document: {
    issuer: host,
    authorization_endpoint: `${host}/login/oauth/authorize`,
    token_endpoint: `${host}/api/login/oauth/access_token`,
    userinfo_endpoint: `${host}/api/userinfo`,
    jwks_uri: `${host}/.well-known/jwks`,
    introspection_endpoint: `${host}/api/login/oauth/introspect`,
    end_session_endpoint: `${host}/api/logout`,
    response_types_supported: [
      'code',
      'token',
      'id_token',
      'code token',
      'code id_token',
      'token id_token',
      'code token id_token',
      'none',
    ],
    response_modes_supported: ['query', 'fragment', 'login', 'code', 'link'],
    grant_types_supported: ['password', 'authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'profile', 'address', 'phone', 'offline_access'],
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: ['HS256', 'HS384', 'HS512'],
  },
  client: { id: '014ae4bd048734ca2dea', secret: 'f26a4115725867b7bb7b668c81e1f8f7fae1544d' },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], { twice: failed, otherWay: failed, wrong: failed }),
  subject: 'built-in/abel',
  idToken: {
    owner: 'built-in',
    name: 'abel',
    email: 'abel@acme.example',
    groups: ['built-in/research'],
    tokenType: 'access-token',
  },
}
