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
  recognisedBy: 'host ends in `feishu.cn` or `larksuite.com`, or addresses `/sso/NUMBER/oidc/auth`',
  addresses: { authorization_endpoint: /\/sso\/\d+\/oidc\/auth$/ },
  features: {
    flow: 'code only',
    clientAuth: '`client_secret_basic` or `client_secret_post`, as set in the application; never both',
    pkce: 'taken (?)',
    algorithms: 'HS256 with the App Secret or RS256, as set in the application; encrypted if it is told to',
    groups: 'none',
    signOut: 'none: the address in the console has no effect',
    refresh: 'scope `offline_access` (?)',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/lark.ts' },
  fakesSignOut: true,
  quirks: [
    {
      property: 'fakesSignOut',
      reason:
        'The address `/oidc/revoke` of the console is there for applications that demand one: "the address itself has no effect".',
      link: 'https://anycross.feishu.cn/documentation/platform/configure-sso',
    },
    {
      property: 'otherIssuers',
      reason:
        'The issuer ends with the id of the application; what stands behind it in the console is the address of an endpoint.',
      link: 'https://docs.guance.com/en/studio-backend/feishu-anycross-oidc-config/',
    },
    {
      reason:
        'The document lists two ways to send the secret and two algorithms, whatever the application is set to: one of each works, and is found out.',
      link: 'https://docs.truewatch.com/studio-backend/feishu-anycross-oidc-config/',
    },
    {
      reason: 'The secret sent in two ways at once is refused: "Only support one client credential way."',
      link: 'https://community.wandb.ai/t/how-to-set-up-sso-login-correctly/5901',
    },
    {
      reason:
        'The open platform (open.feishu.cn, open.larksuite.com) is no OpenID Connect: make an application of AnyCross, App SSO.',
      link: 'https://github.com/iflytek/skillhub/issues/696',
    },
  ],
  words: {
    issuer: 'Lark: AnyCross, Identity, App SSO; https://anycross.feishu.cn/sso/APP_ID.',
    clientId: 'Lark: AnyCross, Identity, App SSO, the application, App ID.',
    clientSecret: 'Lark: AnyCross, Identity, App SSO, the application, App Secret.',
    redirectUris: 'Lark: AnyCross, Identity, App SSO, the application, callback address.',
    grant: 'Lark has the authorization code only: OIDC_AUTH_METHOD=pkce.',
    signing: 'Lark: AnyCross, Identity, App SSO, the application, ID token signature algorithm.',
    encryption: 'Lark: AnyCross, Identity, App SSO, the application, Encrypt ID Token: off.',
    clientAuth: 'Lark: AnyCross, Identity, App SSO, the application, client authentication (one way only).',
    email:
      'Lark: a personal address may be empty; give the person an enterprise email, or set emailClaim to enterprise_email.',
  },
}
