import type { Profile } from './profile.ts'

export const ping: Profile = {
  name: 'ping',
  title: 'PingFederate and PingOne',
  recognises: (issuer) => /(^|\.)pingone\.(com|eu|ca|asia|sg|com\.au)$/.test(issuer.hostname),
  recognisedBy:
    'host `auth.pingone.*`, or addresses `/as/authorization.oauth2` (PingFederate) or `/ENVIRONMENT/as/authorize` (PingOne)',
  addresses: { authorization_endpoint: /\/as\/authoriz(ation\.oauth2|e)$/ },
  features: {
    flow: 'code, implicit and hybrid',
    clientAuth: 'none, Basic, body, `private_key_jwt`, `client_secret_jwt`, mutual TLS',
    pkce: 'S256 and plain',
    algorithms: 'by client and policy, HS256 among them; encrypted if it is told to',
    groups: 'only what the OpenID Connect policy maps; PingOne sends ids',
    signOut: '`end_session_endpoint`, which older versions of PingFederate call `ping_end_session_endpoint`',
    refresh: 'grant Refresh Token on the client (?)',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/ping.ts' },
  quirks: [
    {
      reason:
        'The discovery document of PingFederate is a template that administrators edit: what it says may not be so.',
      link: 'https://docs.pingidentity.com/',
    },
    {
      reason: 'A policy may encrypt ID tokens: give a key (decryptionKeyFile), or switch it off.',
      link: 'https://github.com/panva/openid-client/discussions/604',
    },
  ],
  words: {
    issuer: 'PingOne: https://auth.pingone.REGION/ENVIRONMENT_ID/as. PingFederate: its base URL.',
    clientId: 'Ping: Applications, the application, Overview, Client ID.',
    clientSecret: 'Ping: Applications, the application, Overview, Client Secret.',
    redirectUris: 'Ping: Applications, the application, Configuration, Redirect URIs.',
    logoutUris: 'Ping: Applications, the application, Configuration, Signoff URLs.',
    clientAuth: 'Ping: Applications, the application, Configuration, Token Endpoint Authentication Method.',
    signing: 'PingFederate: OAuth, Clients, the client, ID Token Signing Algorithm.',
    encryption: 'PingFederate: OAuth, Clients, the client, ID Token Key Management Encryption Algorithm: none.',
    groups: 'Ping: Applications, the application, Attribute Mappings; PingFederate: the OpenID Connect policy.',
  },
}
