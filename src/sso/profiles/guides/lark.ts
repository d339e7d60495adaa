import type { Guide } from './guide.ts'

export const lark: Guide = {
  application:
    'An SSO application of AnyCross. An application of the open platform (open.feishu.cn, open.larksuite.com) is no OpenID Connect.',
  steps: [
    {
      path: ['AnyCross', 'Identity', 'App SSO', 'New application', 'OIDC'],
      fields: [
        { name: 'Callback address', value: '`{redirectUri}`' },
        { name: 'Grant types', value: '**authorization code** (and refresh token)' },
        { name: 'Encrypt ID Token', value: '**off**' },
      ],
      note: 'Client authentication and ID token signature may be anything; what is set there is found out here. To encrypt ID tokens all the same, set `decryptionKeyFile` here and give Lark the key that stands at `{jwksUri}`.',
    },
  ],
  values: {
    issuer: '`https://anycross.feishu.cn/sso/APP_ID`; nothing behind the App ID',
    clientId: 'App ID',
    clientSecret: 'App Secret',
  },
  further: [],
  goodToKnow: [
    'The secret is sent in one way only, ever. Lark refuses two: "Only support one client credential way."',
    'The address at work comes as `enterprise_email`; it is used where `email` is empty.',
  ],
  cannot: ['Lark has no implicit flow, and no groups.', 'The sign-out address of its console has no effect.'],
  troubles: [
    {
      seen: 'The address of the sign-in page was pasted as issuer',
      code: 'issuer-is-authorize-url',
      mend: 'Take the issuer that is proposed',
    },
    {
      seen: 'An address of the open platform was taken',
      code: 'lark-open-platform-is-not-oidc',
      mend: 'Make an application of AnyCross, App SSO',
    },
    { seen: 'No secret is set here', code: 'secret-missing', mend: 'Copy the App Secret into `OIDC_SECRET`' },
    {
      seen: 'The ID token is encrypted',
      code: 'id-token-encrypted',
      mend: 'Switch *Encrypt ID Token* off, or give a key',
    },
    {
      seen: 'A sign-in that began at a hand-made address',
      code: 'idp-initiated-no-state',
      mend: "Begin at Signpost's own sign-in page",
    },
    {
      seen: '`OIDC_AUTH_METHOD=implicit` is warned of',
      code: 'response-type-disabled',
      mend: 'Set `OIDC_AUTH_METHOD=pkce`, or leave it out',
    },
  ],
}
