import { type Emulation, takes } from './kit/emulation.ts'

const incorrect = {
  status: 200,
  error: 'incorrect_client_credentials',
  error_description: 'The client_id and/or client_secret passed are incorrect.',
}

/** An OAuth app of github.com: no discovery, no ID token, refusals by HTTP 200; who it is, is told by the API. */
export const github: Emulation = {
  title: 'GitHub',
  profile: 'github',
  email: 'yara@acme.example',
  document: {
    issuer: 'https://github.com',
    authorization_endpoint: 'https://github.com/login/oauth/authorize',
    token_endpoint: 'https://github.com/login/oauth/access_token',
    userinfo_endpoint: 'https://api.github.com/user',
    jwks_uri: '',
  },
  withoutOpenId: {
    'https://api.github.com/user': { id: 583231, login: 'yara', name: 'Yara Young', email: null },
    'https://api.github.com/user/emails': [
      { email: 'yara@users.noreply.github.com', primary: false, verified: true, visibility: null },
      { email: 'yara@acme.example', primary: true, verified: true, visibility: 'private' },
    ],
  },
  client: { id: 'Iv1.8a61f9b3a7aba766', secret: '0123456789abcdef0123456789abcdef01234567' },
  wrongCode: {
    status: 200,
    error: 'bad_verification_code',
    error_description: 'The code passed is incorrect or expired.',
  },
  clientAuth: takes(['client_secret_post'], { twice: incorrect, otherWay: incorrect, wrong: incorrect }),
  subject: '583231',
}
