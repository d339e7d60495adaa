import { type Emulation, takes, unknownScopes } from './kit/emulation.ts'

const issuer = 'https://accounts.google.com'
const invalid = { status: 401, error: 'invalid_client', error_description: 'Unauthorized' }

/** Endpoints on three other hosts, no sign-out, an unknown scope ends on a page of Google's. */
export const google: Emulation = {
  title: 'Google',
  profile: 'google',
  email: 'olga@acme.example',
  pages: {
    redirectUri: 'Error 400: redirect_uri_mismatch',
    client: 'Error 401: invalid_client The OAuth client was not found.',
  },
  document: {
    issuer,
    authorization_endpoint: `${issuer}/o/oauth2/v2/auth`,
    device_authorization_endpoint: 'https://oauth2.googleapis.com/device/code',
    token_endpoint: 'https://oauth2.googleapis.com/token',
    userinfo_endpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
    revocation_endpoint: 'https://oauth2.googleapis.com/revoke',
    jwks_uri: 'https://www.googleapis.com/oauth2/v3/certs',
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
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    code_challenge_methods_supported: ['plain', 'S256'],
  },
  client: {
    id: '123456789012-a1b2c3d4e5f6g7h8.apps.googleusercontent.com',
    secret: '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',
  },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], {
    twice: { error: 'invalid_request', error_description: 'Client authentication was presented more than once.' },
    otherWay: { error: 'invalid_request', error_description: 'client_secret is missing.' },
    wrong: invalid,
  }),
  authorize(asked) {
    const unknown = unknownScopes(asked, ['openid', 'email', 'profile'])
    if (unknown.length === 0) return null
    const text = `Some requested scopes were invalid. {valid=[openid, email, profile], invalid=[${unknown.join(', ')}]}`
    return { page: true, error: 'Error 400: invalid_scope', error_description: text }
  },
  subject: '110169484474386276334',
  idToken: { hd: 'acme.example', name: 'Olga Orlova', email: 'olga@acme.example', email_verified: true },
  userinfo: {
    hd: 'acme.example',
    name: 'Olga Orlova',
    picture: 'https://lh3.googleusercontent.com/x',
    email: 'olga@acme.example',
    email_verified: true,
  },
}

/** Google's documentation allows the issuer without its scheme, too. */
export const googleBareIssuer: Emulation = {
  ...google,
  title: 'Google, the issuer of the ID token without https',
  subject: '220169484474386276334',
  idToken: { ...google.idToken, iss: 'accounts.google.com' },
}
