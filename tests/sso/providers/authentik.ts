import { type Emulation, takes } from './kit/emulation.ts'

const host = 'https://authentik.acme.example/application/o'
const refused = {
  error: 'invalid_client',
  error_description:
    'Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method)',
}

/** authentik without a signing key: HS256 by the client secret. The issuer is per application and ends in a slash; `email_verified` is false. */
export const authentik: Emulation = {
  title: 'authentik without a signing key',
  profile: 'authentik',
  email: 'tess@acme.example',
  pages: {
    redirectUri:
      'Redirect URI Error The request fails due to a missing, invalid, or mismatching redirection URI (redirect_uri).',
    client: 'Client ID Error The client identifier (client_id) is missing or invalid.',
  },
  group: 'research',
  document: {
    issuer: `${host}/signpost/`,
    authorization_endpoint: `${host}/authorize/`,
    token_endpoint: `${host}/token/`,
    userinfo_endpoint: `${host}/userinfo/`,
    end_session_endpoint: `${host}/signpost/end-session/`,
    introspection_endpoint: `${host}/introspect/`,
    revocation_endpoint: `${host}/revoke/`,
    jwks_uri: `${host}/signpost/jwks/`,
    response_types_supported: [
      'code',
      'id_token',
      'id_token token',
      'code token',
      'code id_token',
      'code id_token token',
    ],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    id_token_signing_alg_values_supported: ['HS256'],
    subject_types_supported: ['public'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    scopes_supported: ['openid', 'email', 'profile'],
    code_challenge_methods_supported: ['plain', 'S256'],
  },
  client: { id: 'p9o8i7u6y5t4r3e2w1q0', secret: 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6' },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], {
    twice: refused,
    otherWay: refused,
    wrong: refused,
  }),
  alg: 'HS256',
  subject: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
  idToken: {
    acr: 'goauthentik.io/providers/oauth2/default',
    name: 'Tess Tran',
    preferred_username: 'tess',
    nickname: 'tess',
    email: 'tess@acme.example',
    email_verified: false,
    groups: ['research'],
  },
}
