import type { Guide } from './guide.ts'

export const dex: Guide = {
  application: "A static client in Dex's configuration file.",
  steps: [
    {
      path: ['config.yaml', 'staticClients'],
      fields: [
        { name: 'id', value: '`signpost`' },
        { name: 'name', value: '`Signpost`' },
        { name: 'secret', value: 'what `openssl rand -hex 32` prints' },
        { name: 'redirectURIs', value: '`["{redirectUri}"]`' },
      ],
      note: 'For a public client `public: true` in place of the secret. Dex reads the file when it starts.',
    },
    {
      path: ['config.yaml', 'connectors'],
      note: 'Only for groups: the connector must be told to hand them on, e.g. `groupSearch` of LDAP.',
    },
  ],
  values: {
    issuer: '`issuer` of the configuration file, often with `/dex` at the end',
    clientId: '`id` of the static client',
    clientSecret: '`secret` of the static client; none for a public client',
  },
  further: ['For groups: `groups` among the `scopes`.'],
  goodToKnow: [
    'Dex exchanges its keys every six hours; a new one is fetched when it is met.',
    '`sub` is made of the connector’s id and the person’s: another connector id makes everybody a stranger (?).',
  ],
  cannot: [
    'Dex has no sign-out for applications but in recent versions with sessions: signing out ends the session here.',
  ],
  troubles: [
    {
      seen: '"Unregistered redirect_uri"; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'redirectURIs: add `{redirectUri}`',
    },
    {
      seen: '"Invalid client_id"',
      code: 'client-id-wrong',
      mend: 'Write `id` of the static client, and start Dex anew',
    },
    { seen: '"Invalid client credentials"', code: 'secret-wrong', mend: 'Copy `secret` of the static client' },
    {
      seen: 'The issuer is not there',
      code: 'discovery-404',
      mend: 'Write `issuer` as it stands in the configuration file, with its path',
    },
  ],
}
