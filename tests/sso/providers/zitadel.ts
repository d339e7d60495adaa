import { type Emulation, takes } from './kit/emulation.ts'

const host = 'https://acme-1a2b3c.zitadel.cloud'

/** Zitadel: the audience names the project and its other clients too, claims stand in userinfo, roles are an object. */
export const zitadel: Emulation = {
  title: 'Zitadel',
  profile: 'zitadel',
  email: 'vik@acme.example',
  group: 'research',
  document: {
    issuer: host,
    authorization_endpoint: `${host}/oauth/v2/authorize`,
    token_endpoint: `${host}/oauth/v2/token`,
    userinfo_endpoint: `${host}/oidc/v1/userinfo`,
    end_session_endpoint: `${host}/oidc/v1/end_session`,
    jwks_uri: `${host}/oauth/v2/keys`,
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
