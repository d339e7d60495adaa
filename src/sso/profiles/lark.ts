import type { Profile } from './profile.ts'

export const lark: Profile = {
  name: 'lark',
  title: 'Lark Suite (Feishu)',
  recognises: (issuer) => /(^|\.)(feishu\.cn|larksuite\.com)$/.test(issuer.hostname),
  otherIssuers: (issuer) => {
    const app = /\/sso\/[^/]+/.exec(issuer.pathname)?.[0]
    return app ? [issuer.origin + app] : []
  },
  email: {
    claim: 'email_verified',
    otherAddresses: ['enterprise_email'],
    reason: 'Lark gives the address at work as enterprise_email, and "email" may be empty.',
    link: 'https://anycross.feishu.cn/documentation/platform/configure-sso',
  },
  words: {
    issuer: 'Lark: AnyCross, Identity, App SSO; https://anycross.feishu.cn/sso/APP_ID.',
    clientId: 'Lark: AnyCross, Identity, App SSO, the application, App ID.',
    clientSecret: 'Lark: AnyCross, Identity, App SSO, the application, App Secret.',
    redirectUris: 'Lark: AnyCross, Identity, App SSO, the application, callback address.',
    grant: 'Lark has the authorization code only: OIDC_AUTH_METHOD=pkce.',
    signing: 'Lark: AnyCross, Identity, App SSO, the application, ID token signature algorithm.',
    encryption: 'Lark: AnyCross, Identity, App SSO, the application, Encrypt ID Token: off.',
    clientAuth: 'Lark: AnyCross, Identity, App SSO, the application, client authentication (one way only).',
  },
}
