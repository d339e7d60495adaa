import { type Emulation, takes } from './kit/emulation.ts'

const failed = { status: 401, error: 'invalid_client', error_description: 'Client authentication failed.' }

const kanidmHost = 'https://idm.acme.example'

/** Kanidm: the issuer holds the client's id, ES256, and PKCE without fail. */
export const kanidm: Emulation = {
  title: 'Kanidm',
  profile: 'kanidm',
  email: 'uma@acme.example',
  document: {
    issuer: `${kanidmHost}/oauth2/openid/signpost`,
    authorization_endpoint: `${kanidmHost}/ui/oauth2`,
    token_endpoint: `${kanidmHost}/oauth2/token`,
    userinfo_endpoint: `${kanidmHost}/oauth2/openid/signpost/userinfo`,
    jwks_uri: `${kanidmHost}/oauth2/openid/signpost/public_key.jwk`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
  },
  client: { id: 'signpost', secret: 'M9nB8vC7xZ6lK5jH4gF3dS2aP1oI0uYt' },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], { twice: failed, otherWay: failed, wrong: failed }),
  authorize: (asked) =>
    asked.has('code_challenge') ? null : { error: 'invalid_request', error_description: 'PKCE is required' },
  alg: 'ES256',
  subject: '1d9c4f00-3333-4444-5555-666677778888',
  idToken: {
    preferred_username: 'uma@idm.acme.example',
    name: 'Uma Ueda',
    email: 'uma@acme.example',
    email_verified: true,
    scopes: ['openid'],
  },
}

const zitadelHost = 'https://acme-1a2b3c.zitadel.cloud'

/** Zitadel: the audience names the project and its other clients too, claims stand in userinfo, roles are an object. */
export const zitadel: Emulation = {
  title: 'Zitadel',
  profile: 'zitadel',
  email: 'vik@acme.example',
  document: {
    issuer: zitadelHost,
    authorization_endpoint: `${zitadelHost}/oauth/v2/authorize`,
    token_endpoint: `${zitadelHost}/oauth/v2/token`,
    userinfo_endpoint: `${zitadelHost}/oidc/v1/userinfo`,
    end_session_endpoint: `${zitadelHost}/oidc/v1/end_session`,
    jwks_uri: `${zitadelHost}/oauth/v2/keys`,
    response_types_supported: ['code', 'id_token', 'id_token token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['public'],
    scopes_supported: ['openid', 'profile', 'email', 'phone', 'address', 'offline_access'],
    id_token_signing_alg_values_supported: ['EdDSA', 'RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    code_challenge_methods_supported: ['S256'],
  },
  client: { id: '259242039378444290', secret: 'v4J5s7pD9fG2hK3lZ6xC8bN1mQ0wE5rT' },
  clientAuth: takes(['client_secret_basic'], {
    twice: { error: 'invalid_request', error_description: 'multiple client credentials' },
    otherWay: {
      error: 'invalid_client',
      error_description: 'auth_method client_secret_post not allowed for this client',
    },
    wrong: { error: 'invalid_client', error_description: 'invalid secret' },
  }),
  subject: '259241944654282754',
  idToken: {
    aud: ['259242039378444290', '259242039378444291', '259241811938312194'],
    azp: '259242039378444290',
    amr: ['pwd'],
  },
  userinfo: {
    name: 'Vik Vos',
    preferred_username: 'vik@acme.example',
    email: 'vik@acme.example',
    email_verified: true,
    'urn:zitadel:iam:org:project:roles': { research: { '259241811938312190': 'acme.example' } },
  },
}

const dexIssuer = 'https://dex.acme.example/dex'

/** Dex: claims in the ID token, `sub` made of connector and id, no sign-out published. */
export const dex: Emulation = {
  title: 'Dex',
  profile: 'dex',
  email: 'wera@acme.example',
  document: {
    issuer: dexIssuer,
    authorization_endpoint: `${dexIssuer}/auth`,
    token_endpoint: `${dexIssuer}/token`,
    userinfo_endpoint: `${dexIssuer}/userinfo`,
    jwks_uri: `${dexIssuer}/keys`,
    device_authorization_endpoint: `${dexIssuer}/device/code`,
    grant_types_supported: ['authorization_code', 'refresh_token'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256', 'plain'],
    scopes_supported: ['openid', 'email', 'groups', 'profile', 'offline_access'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  },
  client: { id: 'signpost', secret: 'ZXhhbXBsZS1hcHAtc2VjcmV0LWZvci1kZXg' },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], { twice: failed, otherWay: failed, wrong: failed }),
  subject: 'CgR3ZXJhEgRsZGFw',
  idToken: {
    name: 'Wera Wolf',
    preferred_username: 'wera',
    email: 'wera@acme.example',
    email_verified: true,
    groups: ['research'],
  },
}

const jumpcloudIssuer = 'https://oauth.id.jumpcloud.com/'

/** JumpCloud: a slash at the end, and the one way of client authentication that was chosen when the application was made. */
export const jumpcloud: Emulation = {
  title: 'JumpCloud, secret in the body',
  profile: 'jumpcloud',
  email: 'xena@acme.example',
  document: {
    issuer: jumpcloudIssuer,
    authorization_endpoint: `${jumpcloudIssuer}oauth2/auth`,
    token_endpoint: `${jumpcloudIssuer}oauth2/token`,
    userinfo_endpoint: `${jumpcloudIssuer}userinfo`,
    jwks_uri: `${jumpcloudIssuer}.well-known/jwks.json`,
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
        "Client authentication failed. The OAuth 2.0 Client supports client authentication method 'client_secret_post', but method 'client_secret_basic' was requested.",
    },
    wrong: failed,
  }),
  subject: '63f0a1b2c3d4e5f60718293a',
  idToken: { email: 'xena@acme.example', email_verified: true, name: 'Xena Xu' },
}
