import type { Profile } from './profile.ts'

export const authentik: Profile = {
  name: 'authentik',
  title: 'authentik',
  recognises: (issuer) => issuer.pathname.startsWith('/application/o/'),
  refreshNeeds: 'offline_access',
  recognisedBy: 'path with `/application/o/`',
  addresses: { authorization_endpoint: /\/application\/o\/authorize\/$/ },
  features: {
    flow: 'code, implicit and hybrid',
    clientAuth: '`client_secret_basic` and `client_secret_post`',
    pkce: 'S256',
    algorithms: 'by the Signing Key; HS256 with the client secret where none is chosen',
    groups: 'claim `groups`, in scope `profile`',
    signOut: '`end_session_endpoint`; back-channel logout in recent versions',
    refresh: 'scope `offline_access`, which has to be among the provider’s scopes',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/authentik.ts' },
  quirks: [
    {
      property: 'otherIssuers',
      reason: 'The issuer is per application, and ends in a slash.',
      link: 'https://github.com/MizuchiLabs/mantrae/issues/47',
    },
    {
      reason: 'Without a Signing Key ID tokens are signed with HS256 and the client secret.',
      link: 'https://docs.goauthentik.io/add-secure-apps/providers/oauth2/',
    },
    {
      reason: 'With an Encryption Key ID tokens are encrypted: leave it empty, or give the key that decrypts.',
      link: 'https://github.com/christiaangoossens/hass-oidc-auth/issues/77',
    },
    {
      reason: '`email_verified` is false since 2025.10, unless a scope mapping of your own says otherwise.',
      link: 'https://docs.goauthentik.io/add-secure-apps/providers/oauth2/',
    },
    {
      property: 'refreshNeeds',
      reason: 'No refresh token without `offline_access` since 2024.2.',
      link: 'https://docs.goauthentik.io/add-secure-apps/providers/oauth2/',
    },
  ],
  otherIssuers: (issuer) => {
    const application = /^\/application\/o\/[^/]+/.exec(issuer.pathname)?.[0]
    return application ? [`${issuer.origin}${application}/`] : []
  },
  words: {
    issuer: 'authentik: Applications, Providers, the provider, OpenID Configuration Issuer; with its slash.',
    clientId: 'authentik: Applications, Providers, the provider, Client ID.',
    clientSecret: 'authentik: Applications, Providers, the provider, Client Secret.',
    publicClient: 'authentik: Applications, Providers, the provider, Client type: Public.',
    redirectUris: 'authentik: Applications, Providers, the provider, Redirect URIs/Origins, matching Strict.',
    signing: 'authentik: Applications, Providers, the provider, Signing Key.',
    encryption: 'authentik: Applications, Providers, the provider, Encryption Key: empty.',
    assignment: 'authentik: Applications, the application, Policy / Group / User Bindings.',
    scopes: 'authentik: Applications, Providers, the provider, Advanced protocol settings, Scopes.',
    groups: 'authentik: groups come with the scope profile.',
    email: 'authentik: Directory, Users, the person, Email; and the scope mapping email on the provider.',
    verifiedEmail:
      'authentik: Customization, Property Mappings: a scope mapping of the scope email that returns email_verified True, in place of the usual one.',
    refresh: 'authentik: Applications, Providers, the provider, Advanced protocol settings, Scopes: offline_access.',
  },
}
