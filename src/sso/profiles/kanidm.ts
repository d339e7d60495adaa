import type { Profile } from './profile.ts'

export const kanidm: Profile = {
  name: 'kanidm',
  title: 'Kanidm',
  recognises: (issuer) => issuer.pathname.includes('/oauth2/openid/'),
  recognisedBy: 'path with `/oauth2/openid/`',
  addresses: { authorization_endpoint: /\/ui\/oauth2$/ },
  features: {
    flow: 'code only',
    clientAuth: '`client_secret_basic` and `client_secret_post` (?)',
    pkce: 'S256, required (?)',
    algorithms: 'ES256 (?)',
    groups: 'scope `groups`, in the scope map',
    signOut: 'none (?)',
    refresh: 'nothing (?)',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/kanidm.ts' },
  quirks: [
    {
      reason: 'The issuer holds the name of the client: `https://HOST/oauth2/openid/CLIENT`.',
      link: 'https://github.com/K0lin/jellyfin-plugin-sso/wiki/Provider-Kanidm',
    },
    {
      reason: 'Only people of groups in the scope map get in.',
      link: 'https://kanidm.github.io/kanidm/stable/integrations/oauth2.html',
    },
  ],
  words: {
    issuer: 'Kanidm: https://HOST/oauth2/openid/CLIENT.',
    clientId: 'Kanidm: the name with which the client was made.',
    clientSecret: 'Kanidm: kanidm system oauth2 show-basic-secret CLIENT.',
    publicClient: 'Kanidm: kanidm system oauth2 create-public.',
    redirectUris: 'Kanidm: kanidm system oauth2 add-redirect-url CLIENT URL.',
    scopes: 'Kanidm: kanidm system oauth2 update-scope-map CLIENT GROUP openid profile email groups.',
    assignment: 'Kanidm: kanidm system oauth2 update-scope-map CLIENT GROUP openid profile email.',
    groups: 'Kanidm: groups come with the scope groups of the scope map.',
  },
}
