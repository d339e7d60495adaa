import { type Emulation, takes } from './kit/emulation.ts'

const issuer = 'https://sso.acme.example/realms/acme'
const at = `${issuer}/protocol/openid-connect`
const refused = {
  status: 401,
  error: 'unauthorized_client',
  error_description: 'Invalid client or Invalid client credentials',
}

/**
 * Keycloak's addresses and words, with an ID token by the client secret. (The real Keycloak takes a key of the realm for that, which it
 * gives to nobody: `tests/providers/keycloak.test.ts`.) Thirteen algorithms are published, whatever the client is set to.
 */
export const keycloakHs256: Emulation = {
  title: 'Keycloak-like with HS256',
  profile: 'keycloak',
  email: 'sam@acme.example',
  pages: { redirectUri: 'Invalid parameter: redirect_uri', client: 'Client not found.' },
  group: '/research',
  document: {
    issuer,
    authorization_endpoint: `${at}/auth`,
    token_endpoint: `${at}/token`,
    userinfo_endpoint: `${at}/userinfo`,
    end_session_endpoint: `${at}/logout`,
    jwks_uri: `${at}/certs`,
    response_types_supported: [
      'code',
      'none',
      'id_token',
      'token',
      'id_token token',
      'code id_token',
      'code token',
      'code id_token token',
    ],
    response_modes_supported: ['query', 'fragment', 'form_post', 'query.jwt', 'fragment.jwt', 'form_post.jwt', 'jwt'],
    grant_types_supported: ['authorization_code', 'implicit', 'refresh_token', 'password', 'client_credentials'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: [
      'PS384',
      'RS384',
      'EdDSA',
      'ES384',
      'HS256',
      'HS512',
      'ES256',
      'RS256',
      'HS384',
      'ES512',
      'PS256',
      'PS512',
      'RS512',
    ],
    scopes_supported: ['openid', 'profile', 'email', 'roles', 'web-origins', 'offline_access', 'acr', 'basic'],
    token_endpoint_auth_methods_supported: [
      'private_key_jwt',
      'client_secret_basic',
      'client_secret_post',
      'tls_client_auth',
      'client_secret_jwt',
    ],
    code_challenge_methods_supported: ['plain', 'S256'],
    authorization_response_iss_parameter_supported: true,
    backchannel_logout_supported: true,
  },
  client: { id: 'signpost', secret: 'k3Yd0AkE7w9QmV2xZ5tR8pL1nB4cF6hJ' },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], {
    twice: refused,
    otherWay: refused,
    wrong: refused,
  }),
  alg: 'HS256',
  subject: '1f0e3dad-9999-4444-8888-777766665555',
  idToken: {
    azp: 'signpost',
    sid: '5d3c',
    typ: 'ID',
    acr: '1',
    preferred_username: 'sam',
    email: 'sam@acme.example',
    email_verified: true,
    groups: ['/research'],
  },
}
