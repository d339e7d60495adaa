import { type Emulation, takes } from './kit/emulation.ts'

const issuer = 'https://fs.acme.example/adfs'
const refused = {
  status: 401,
  error: 'invalid_client',
  error_description:
    'MSIS9622: Client authentication failed. Please verify the credential provided for client authentication is valid.',
}

/** Active Directory Federation Services: a userinfo of `sub` alone, `upn` in the place of an e-mail address, nothing on PKCE. */
export const adfs: Emulation = {
  title: 'AD FS',
  profile: 'adfs',
  email: 'pia@acme.example',
  document: {
    issuer,
    authorization_endpoint: `${issuer}/oauth2/authorize/`,
    token_endpoint: `${issuer}/oauth2/token/`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/discovery/keys`,
    end_session_endpoint: `${issuer}/oauth2/logout`,
    access_token_issuer: 'http://fs.acme.example/adfs/services/trust',
    response_types_supported: [
      'code',
      'id_token',
      'code id_token',
      'id_token token',
      'code token',
      'code id_token token',
    ],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    scopes_supported: ['allatclaims', 'email', 'openid', 'profile', 'user_impersonation', 'vpn_cert', 'winhello_cert'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'client_secret_basic',
      'private_key_jwt',
      'windows_client_authentication',
    ],
    frontchannel_logout_supported: true,
  },
  client: { id: '8ec2d3d5-f1c6-4a4b-9fd8-7a2b1c0d9e8f', secret: 'n5mK2pX8vB1cZ4qW7eR0tY3uI6oP9aS_dF-gH' },
  clientAuth: takes(['client_secret_post', 'client_secret_basic'], {
    twice: refused,
    otherWay: refused,
    wrong: refused,
  }),
  subject: 'cF4vWz1u2w8XbYkH0d7rGmTqLsE5nJpA9iUoRyVx3tM=',
  idToken: { upn: 'pia@acme.example', unique_name: 'ACME\\pia', sid: 'S-1-5-21-1004336348-1177238915-682003330-1134' },
}
