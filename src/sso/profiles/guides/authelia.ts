import type { Guide } from './guide.ts'

export const authelia: Guide = {
  application: "A client in Authelia's configuration file.",
  steps: [
    {
      path: ['On the command line'],
      fields: [
        {
          name: 'Command',
          value:
            '`authelia crypto hash generate pbkdf2 --variant sha512 --random --random.length 72 --random.charset rfc3986`',
        },
      ],
      note: 'It prints a random password and its digest: the digest goes to Authelia, the password to Signpost.',
    },
    {
      path: ['configuration.yml', 'identity_providers', 'oidc', 'clients'],
      fields: [
        { name: 'client_id', value: '`signpost`' },
        { name: 'client_secret', value: 'the digest' },
        { name: 'redirect_uris', value: '`{redirectUri}`' },
        { name: 'scopes', value: '`[openid, profile, email, groups]`' },
        { name: 'authorization_policy', value: '`one_factor` or `two_factor`' },
      ],
      note: '`token_endpoint_auth_method` and `require_pkce` may be anything; what is set there is found out here.',
    },
  ],
  values: {
    issuer: "Authelia's own address, without a slash: `https://auth.acme.example`",
    clientId: '`client_id`',
    clientSecret: 'the random password; not the digest',
  },
  further: ['For groups: `groups` among the `scopes`.'],
  goodToKnow: ['Name, e-mail address and groups come from userinfo; the ID token holds none of them.'],
  cannot: ['Authelia has no sign-out for applications: signing out ends the session here.'],
  troubles: [
    {
      seen: 'The digest was taken for the secret',
      code: 'secret-is-the-hash',
      mend: 'Use the random password that was printed with it',
    },
    {
      seen: '"The OAuth 2.0 Client is not allowed to request scope \'groups\'"',
      code: 'scope-groups-unknown',
      mend: "Add groups to the client's scopes, or take it out here",
    },
    {
      seen: 'Authelia names itself by http or an inner name',
      code: 'issuer-mismatch',
      mend: 'Its proxy must pass `X-Forwarded-Proto` and `X-Forwarded-Host` on',
    },
    {
      seen: 'Authelia shows that the redirect_uri does not match; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'redirect_uris: add `{redirectUri}`',
    },
  ],
}
