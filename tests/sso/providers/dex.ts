import { type Emulation, takes } from './kit/emulation.ts'

const failed = { status: 401, error: 'invalid_client', error_description: 'Client authentication failed.' }

const issuer = 'https://dex.acme.example/dex'

/** Dex: claims in the ID token, `sub` made of connector and id, no sign-out published. */
export const dex: Emulation = {
  title: 'Dex',
  profile: 'dex',
  email: 'wera@acme.example',
  group: 'research',
  document: {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    device_authorization_endpoint: `${issuer}/device/code`,
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
