import { type Emulation, renamed, takes } from './kit/emulation.ts'

const issuer = 'https://anycross.feishu.cn/sso/7413900112233445566'

/**
 * An SSO application of Lark's AnyCross: the code only, no implicit, the secret in the body and nowhere else, an ID token by the App
 * Secret. The document lists what AnyCross can do, whatever this application is set to. `email` is the private address, and often empty.
 */
export const lark: Emulation = {
  title: 'Lark with HS256',
  profile: 'lark',
  email: 'lin.mei@acme.example',
  document: {
    issuer,
    authorization_endpoint: `${issuer}/oidc/auth`,
    token_endpoint: `${issuer}/oidc/token`,
    userinfo_endpoint: `${issuer}/oidc/userinfo`,
    jwks_uri: `${issuer}/oidc/jwks`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    scopes_supported: ['openid', 'profile', 'email', 'phone', 'offline_access'],
    id_token_signing_alg_values_supported: ['RS256', 'HS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  },
  client: { id: '7413900112233445566', secret: 'Jz8mQ2vT5xW9bN3kR6pL1sD4fG7hC0yA' },
  clientAuth: takes(['client_secret_post'], {
    twice: { error: 'invalid_request', error_description: 'Only support one client credential way.' },
    otherWay: { error: 'invalid_client', error_description: 'client credential is invalid.' },
    wrong: { error: 'invalid_client', error_description: 'client credential is invalid.' },
  }),
  alg: 'HS256',
  subject: 'on_8f3ab1c29d',
  idToken: { name: 'Lin Mei', email: '', enterprise_email: 'lin.mei@acme.example' },
  userinfo: { name: 'Lin Mei', email: '', enterprise_email: 'lin.mei@acme.example' },
}

const anotherApp = (id: string) => ({
  document: renamed(lark.document, lark.client.id, id),
  client: { ...lark.client, id },
})

export const larkRs256: Emulation = {
  ...lark,
  ...anotherApp('7413900112233445577'),
  title: 'Lark with RS256',
  alg: 'RS256',
}

/** As the thread met it, and worse: a refused try uses the code up. */
export const larkBurningCodes: Emulation = {
  ...lark,
  ...anotherApp('7413900112233445588'),
  title: 'Lark, a refused try uses the code up',
  burnsCode: true,
}
