import { type Emulation, takes } from './kit/emulation.ts'

const issuer = 'https://acme.eu.auth0.com/'
const unauthorized = { status: 401, error: 'access_denied', error_description: 'Unauthorized' }

/** A Regular Web Application: the issuer ends in a slash, the secret goes in the body, a refusal is called `access_denied`. */
export const auth0: Emulation = {
  title: 'Auth0',
  profile: 'auth0',
  email: 'mara@acme.example',
  pages: {
    redirectUri: 'Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.',
    client: 'Unknown client: x',
  },
  document: {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    response_types_supported: [
      'code',
      'token',
      'id_token',
      'code token',
      'code id_token',
      'token id_token',
      'code token id_token',
    ],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['public'],
    scopes_supported: ['openid', 'profile', 'offline_access', 'name', 'nickname', 'email', 'email_verified'],
    id_token_signing_alg_values_supported: ['HS256', 'RS256', 'PS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    code_challenge_methods_supported: ['S256', 'plain'],
  },
  client: {
    id: 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7',
    secret: 'T-9_xQ2w5E8r1T4y7U0iOpAsDfGhJkLzXcVbNm3_6-QwErTyUiOpLkJhGfDsAzXc',
  },
  clientAuth: takes(['client_secret_post'], {
    twice: { status: 400, error: 'invalid_request', error_description: 'Multiple authentication methods were used' },
    otherWay: unauthorized,
    wrong: unauthorized,
  }),
  subject: 'auth0|5f7c8ec7c33c6c004bbafe82',
  idToken: {
    nickname: 'mara',
    name: 'mara@acme.example',
    email: 'mara@acme.example',
    email_verified: true,
    'https://signpost.example/groups': ['research'],
  },
}
