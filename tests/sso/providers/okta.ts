import { type Emulation, renamed, takes, unknownScopes } from './kit/emulation.ts'

const host = 'https://dev-1234567.okta.com'
const orgHost = 'https://acme.oktapreview.com'
const server = `${host}/oauth2/default`

const refused = {
  status: 401,
  error: 'invalid_client',
  error_description: 'The client secret supplied for a confidential client is invalid.',
}

/** The custom authorization server `default`, and a Web application: Basic, scopes that the server knows or none at all. */
export const oktaWeb: Emulation = {
  title: 'Okta Web application',
  profile: 'okta',
  email: 'iris@acme.example',
  pages: {
    redirectUri: "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
    client: "Invalid value for 'client_id' parameter.",
  },
  document: {
    issuer: server,
    authorization_endpoint: `${server}/v1/authorize`,
    token_endpoint: `${server}/v1/token`,
    userinfo_endpoint: `${server}/v1/userinfo`,
    jwks_uri: `${server}/v1/keys`,
    end_session_endpoint: `${server}/v1/logout`,
    response_types_supported: [
      'code',
      'id_token',
      'code id_token',
      'code token',
      'id_token token',
      'code id_token token',
    ],
    response_modes_supported: ['query', 'fragment', 'form_post', 'okta_post_message'],
    grant_types_supported: ['authorization_code', 'implicit', 'refresh_token', 'password'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'device_sso'],
    token_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      'none',
    ],
    code_challenge_methods_supported: ['S256'],
  },
  client: { id: '0oa1b2c3d4E5f6G7h8i9', secret: 'q8J-kV_x3Zt7Rw2Lm5Np9Sb4Yc6Fd1HgA0eUoIiT' },
  clientAuth: takes(['client_secret_basic'], {
    twice: {
      error: 'invalid_request',
      error_description:
        'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.',
    },
    otherWay: refused,
    wrong: refused,
  }),
  authorize: (asked) =>
    unknownScopes(asked, ['openid', 'profile', 'email', 'offline_access']).length > 0
      ? {
          error: 'invalid_scope',
          error_description: 'One or more scopes are not configured for the authorization server resource.',
        }
      : null,
  subject: '00u1a2b3c4d5E6F7g8h9',
  // A thin ID token: beside an access token, the claims of the scopes stand in userinfo alone.
  idToken: { auth_time: 1, amr: ['pwd'], idp: '00o1', ver: 1 },
  userinfo: {
    name: 'Iris Ito',
    preferred_username: 'iris@acme.example',
    email: 'iris@acme.example',
    email_verified: true,
  },
}

/** A Single-Page application: no secret, and PKCE without fail. */
export const oktaSinglePage: Emulation = {
  ...oktaWeb,
  title: 'Okta Single-Page application',
  document: renamed(oktaWeb.document, 'dev-1234567', 'dev-2345678'),
  client: { id: '0oa9z8y7x6W5v4U3t2s1', secret: null },
  clientAuth: takes(['none'], {
    twice: refused,
    otherWay: { ...refused, error_description: 'Browser-based applications have no secret.' },
    wrong: refused,
  }),
  authorize: (asked) =>
    asked.has('code_challenge')
      ? (oktaWeb.authorize?.(asked) ?? null)
      : {
          error: 'invalid_request',
          error_description: "PKCE code challenge is required when the token endpoint authentication method is 'NONE'.",
        },
}

/** The org authorization server: `email_verified` is false for people of the directory. */
export const oktaOrg: Emulation = {
  ...oktaWeb,
  title: 'Okta org authorization server',
  document: renamed(renamed(oktaWeb.document, `${server}/`, `${orgHost}/oauth2/`), server, orgHost),
  userinfo: { ...oktaWeb.userinfo, email_verified: false },
}
