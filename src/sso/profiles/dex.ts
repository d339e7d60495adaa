import type { Profile } from './profile.ts'

export const dex: Profile = {
  name: 'dex',
  title: 'Dex',
  recognises: (issuer) => /\/dex\/?$/.test(issuer.pathname),
  recognisedBy: 'path ends in `/dex`',
  features: {
    flow: 'code',
    clientAuth: '`client_secret_basic` and `client_secret_post`',
    pkce: 'S256 and plain',
    algorithms: 'RS256',
    groups: 'scope and claim `groups`, if the connector has them',
    signOut: 'only in recent versions, with sessions',
    refresh: 'scope `offline_access`',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/dex.ts' },
  quirks: [
    {
      reason: 'Keys are exchanged every six hours: an unknown key is fetched.',
      link: 'https://github.com/kellnr/kellnr/issues/1265',
    },
    {
      reason:
        '`sub` is made of the connector’s id and the person’s: another connector id makes everybody a stranger (?).',
      link: 'https://dexidp.io/docs/configuration/tokens/',
    },
  ],
  words: {
    issuer: 'Dex: "issuer" of its configuration, often with /dex at the end.',
    clientId: 'Dex: staticClients, id.',
    clientSecret: 'Dex: staticClients, secret.',
    publicClient: 'Dex: staticClients, public: true.',
    redirectUris: 'Dex: staticClients, redirectURIs.',
    groups: 'Dex: add groups to the scopes; the connector must hand them on.',
  },
}
