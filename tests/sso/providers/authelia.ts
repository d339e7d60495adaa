import { type Emulation, renamed, takes, unknownScopes } from './kit/emulation.ts'

const issuer = 'https://auth.acme.example'
const failed =
  'Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).'
const refused = { status: 401, error: 'invalid_client', error_description: failed }

/**
 * Picky: the one registered way of client authentication, Basic decoded as RFC 6749 has it, state and nonce of at least eight
 * characters, scopes that are registered; and an ID token that says no more than who it is.
 */
export const authelia: Emulation = {
  title: 'Authelia',
  profile: 'authelia',
  email: 'rosa@acme.example',
  group: 'research',
  document: {
    issuer,
    authorization_endpoint: `${issuer}/api/oidc/authorization`,
    token_endpoint: `${issuer}/api/oidc/token`,
    userinfo_endpoint: `${issuer}/api/oidc/userinfo`,
    introspection_endpoint: `${issuer}/api/oidc/introspection`,
    pushed_authorization_request_endpoint: `${issuer}/api/oidc/pushed-authorization-request`,
    jwks_uri: `${issuer}/jwks.json`,
    subject_types_supported: ['public', 'pairwise'],
    response_types_supported: [
      'code',
      'id_token',
      'token',
      'id_token token',
      'code id_token',
      'code token',
      'code id_token token',
    ],
    response_modes_supported: ['form_post', 'query', 'fragment', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
    grant_types_supported: ['authorization_code', 'implicit', 'client_credentials', 'refresh_token'],
    scopes_supported: ['offline_access', 'openid', 'profile', 'groups', 'email'],
    id_token_signing_alg_values_supported: ['RS256', 'none'],
    token_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      'none',
    ],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    require_pushed_authorization_requests: false,
  },
  client: { id: 'signpost', secret: 'aT%4+kLm/Nw:9 z~Qe&=pÜ' },
  clientAuth: takes(['client_secret_basic'], {
    twice: {
      error: 'invalid_request',
      error_description: `${failed} The client used more than one authentication method.`,
    },
    otherWay: {
      ...refused,
      error_description: `${failed} The request was determined to be using 'token_endpoint_auth_method' method 'client_secret_post', however the OAuth 2.0 client registration does not allow this method.`,
    },
    wrong: refused,
  }),
  authorize(asked) {
    const short = ['state', 'nonce'].find((name) => (asked.get(name) ?? '').length < 8)
    if (short)
      return { error: 'invalid_state', error_description: `The ${short} is missing or has less than 8 characters.` }
    const [scope] = unknownScopes(asked, ['openid', 'profile', 'email', 'groups'])
    const text = `The requested scope is invalid, unknown, or malformed. The OAuth 2.0 Client is not allowed to request scope '${scope}'.`
    return scope ? { error: 'invalid_scope', error_description: text } : null
  },
  subject: 'c0a8f1e2-7b6d-4c5e-9f00-112233445566',
  idToken: { amr: ['pwd'], azp: 'signpost', client_id: 'signpost' },
  userinfo: {
    name: 'Rosa Ruiz',
    preferred_username: 'rosa',
    email: 'rosa@acme.example',
    email_verified: true,
    groups: ['research'],
  },
}

/** The same with `token_endpoint_auth_method: client_secret_post`; the document says nothing of what a client is set to. */
export const autheliaBody: Emulation = {
  ...authelia,
  title: 'Authelia, secret in the body',
  document: renamed(authelia.document, 'auth.acme', 'authelia.acme'),
  clientAuth: takes(['client_secret_post'], {
    twice: {
      error: 'invalid_request',
      error_description: `${failed} The client used more than one authentication method.`,
    },
    otherWay: {
      ...refused,
      error_description: `${failed} The request was determined to be using 'token_endpoint_auth_method' method 'client_secret_basic', however the OAuth 2.0 client registration does not allow this method.`,
    },
    wrong: refused,
  }),
}
