import { type Emulation, takes } from './kit/emulation.ts'

const failed = { status: 401, error: 'invalid_client', error_description: 'Client authentication failed.' }

const issuer = 'https://acme.onelogin.com/oidc/2'

/** OneLogin with the authentication method POST; it publishes no `offline_access`. */
export const onelogin: Emulation = {
  title: 'OneLogin, secret in the body',
  profile: 'onelogin',
  email: 'yves@acme.example',
  group: 'research',
  document: {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/me`,
    introspection_endpoint: `${issuer}/token/introspection`,
    revocation_endpoint: `${issuer}/token/revocation`,
    jwks_uri: `${issuer}/certs`,
    claims_parameter_supported: true,
    grant_types_supported: ['authorization_code', 'implicit', 'refresh_token', 'password'],
    id_token_signing_alg_values_supported: ['RS256'],
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    response_modes_supported: ['form_post', 'fragment', 'query'],
    response_types_supported: ['code', 'id_token token', 'id_token'],
    scopes_supported: ['openid', 'name', 'profile', 'groups', 'email', 'phone'],
    subject_types_supported: ['public'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
  },
  client: { id: '1a2b3c40-d5e6-0137-f0a1-0a1b2c3d4e5f12345', secret: 'b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6' },
  clientAuth: takes(['client_secret_post'], {
    twice: {
      error: 'invalid_request',
      error_description: 'client authentication must only be provided using one mechanism',
    },
    otherWay: { ...failed, error_description: 'client authentication failed' },
    wrong: { ...failed, error_description: 'client authentication failed' },
  }),
  subject: '38715924',
  idToken: { preferred_username: 'yves@acme.example', name: 'Yves Yonge' },
  userinfo: {
    preferred_username: 'yves@acme.example',
    name: 'Yves Yonge',
    email: 'yves@acme.example',
    groups: ['research'],
  },
}
