import { type Emulation, takes } from './kit/emulation.ts'

const failed = { status: 401, error: 'invalid_client', error_description: 'Client authentication failed.' }

const host = 'https://idm.acme.example'

/** Kanidm: the issuer holds the client's id, ES256, and PKCE without fail. */
export const kanidm: Emulation = {
  title: 'Kanidm',
  profile: 'kanidm',
  email: 'uma@acme.example',
  document: {
    issuer: `${host}/oauth2/openid/signpost`,
    authorization_endpoint: `${host}/ui/oauth2`,
    token_endpoint: `${host}/oauth2/token`,
    userinfo_endpoint: `${host}/oauth2/openid/signpost/userinfo`,
    jwks_uri: `${host}/oauth2/openid/signpost/public_key.jwk`,
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
