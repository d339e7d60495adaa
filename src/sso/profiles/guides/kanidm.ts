import type { Guide } from './guide.ts'

export const kanidm: Guide = {
  application: 'An OAuth2 client, made on the command line of Kanidm.',
  steps: [
    {
      path: ['On the command line', 'make the client'],
      fields: [{ name: 'Command', value: '`kanidm system oauth2 create signpost Signpost {publicUrl}`' }],
    },
    {
      path: ['On the command line', 'where it sends people back'],
      fields: [{ name: 'Command', value: '`kanidm system oauth2 add-redirect-url signpost {redirectUri}`' }],
    },
    {
      path: ['On the command line', 'who may sign in'],
      fields: [
        {
          name: 'Command',
          value: '`kanidm system oauth2 update-scope-map signpost GROUP openid profile email groups`',
        },
      ],
      note: 'Only people of groups in the scope map get in.',
    },
    {
      path: ['On the command line', 'the secret'],
      fields: [{ name: 'Command', value: '`kanidm system oauth2 show-basic-secret signpost`' }],
    },
    {
      path: ['On the command line', 'short user names'],
      fields: [{ name: 'Command', value: '`kanidm system oauth2 prefer-short-username signpost`' }],
      note: 'Then people are called `ann` here, and not `ann@idm.acme.example`.',
    },
  ],
  values: {
    issuer: '`https://KANIDM/oauth2/openid/signpost`: the name of the client stands in it',
    clientId: 'the name with which the client was made, `signpost`',
    clientSecret: 'what `show-basic-secret` prints; none for a client made by `create-public`',
  },
  further: ['For groups: `groups` among the `scopes`.'],
  goodToKnow: [
    'Kanidm demands PKCE (?); it is always sent.',
    'Groups come as names and as ids, e.g. `staff@idm.acme.example`.',
  ],
  cannot: ['Kanidm has no sign-out for applications (?): signing out ends the session here.'],
  troubles: [
    {
      seen: 'The issuer is not there',
      code: 'discovery-404',
      mend: 'The issuer ends with the name of the client: `/oauth2/openid/signpost`',
    },
    {
      seen: 'Kanidm shows that the redirect URI is invalid; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: '`kanidm system oauth2 add-redirect-url signpost {redirectUri}`',
    },
    {
      seen: '"access_denied"',
      code: 'user-not-assigned',
      mend: 'Put the person into a group of the scope map',
    },
    { seen: 'The secret is refused', code: 'secret-wrong', mend: 'Copy what `show-basic-secret` prints' },
  ],
}
