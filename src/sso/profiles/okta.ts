import type { Profile } from './profile.ts'

export const okta: Profile = {
  name: 'okta',
  title: 'Okta',
  recognises: (issuer) => /(^|\.)(okta|oktapreview|okta-emea)\.com$/.test(issuer.hostname),
  notThere: (_answering, { hostname }) => (hostname.includes('-admin.') ? 'okta-admin-domain' : 'okta-org-vs-custom'),
  otherIssuers: (issuer) => {
    const origin = issuer.origin.replace('-admin.', '.')
    return [origin, `${origin}/oauth2/default`]
  },
  email: {
    claim: 'email_verified',
    reason:
      'The org authorization server says false for people that come from a directory, and cannot be changed; a custom one can map the claim. False is taken as it is said.',
    link: 'https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/',
  },
  refreshNeeds: 'offline_access',
  recognisedBy:
    'host ends in `okta.com`, `oktapreview.com` or `okta-emea.com`, or addresses `/oauth2/.../v1/authorize`',
  addresses: { authorization_endpoint: /\/oauth2\/([^/]+\/)?v1\/authorize$/ },
  features: {
    flow: 'code, implicit and hybrid',
    clientAuth: 'Web: `client_secret_basic` by default, others by choice; Single-Page and Native: none',
    pkce: 'S256; required of applications without a secret',
    algorithms: 'RS256 (?)',
    groups:
      'org server: Groups claim filter of the application; custom server: a claim of the server, and a scope `groups` that has to be made',
    signOut: '`end_session_endpoint` with `id_token_hint`; the address must be among the Sign-out redirect URIs',
    refresh: 'scope `offline_access` and grant Refresh Token on the application',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/okta.ts' },
  quirks: [
    {
      property: 'refreshNeeds',
      reason: 'A refresh token, by which a disabled person is noticed, comes with `offline_access` only.',
      link: 'https://developer.okta.com/docs/guides/refresh-tokens/main/',
    },
    {
      property: 'otherIssuers',
      reason:
        'An organization has its org server, `https://ORG.okta.com`, and with API Access Management custom ones such as `/oauth2/default`. The address of the console has `-admin` in it.',
      link: 'https://developer.okta.com/docs/concepts/auth-servers/',
    },
    {
      property: 'notThere',
      reason: '`/oauth2/default` is not there without API Access Management.',
      link: 'https://github.com/okta/samples-golang/issues/43',
    },
    {
      reason: 'A scope that the server does not know, `groups` most often, ends the sign-in by `invalid_scope`.',
      link: 'https://github.com/okta-samples/okta-express-sample/issues/6',
    },
    {
      reason: 'Beside an access token the ID token is thin: name and e-mail address stand in userinfo.',
      link: 'https://developer.okta.com/docs/concepts/auth-servers/',
    },
    {
      reason: 'Who is not assigned to the application gets `access_denied`.',
      link: 'https://github.com/tailscale/tailscale/issues/3334',
    },
  ],
  words: {
    issuer: 'Okta: https://ORG.okta.com, or https://ORG.okta.com/oauth2/default with API Access Management.',
    clientId: 'Okta: Applications, the application, General, Client ID.',
    clientSecret: 'Okta: Applications, the application, General, Client secrets.',
    publicClient: 'Okta: an application of type Single-Page or Native has no secret.',
    redirectUris: 'Okta: Applications, the application, General, Sign-in redirect URIs.',
    logoutUris: 'Okta: Applications, the application, General, Sign-out redirect URIs.',
    assignment: 'Okta: Applications, the application, Assignments.',
    grant: 'Okta: Applications, the application, General, Grant type, Authorization Code.',
    clientAuth: 'Okta: Applications, the application, General, Client authentication.',
    groups: 'Okta: Applications, the application, Sign On, OpenID Connect ID Token, Groups claim filter.',
    verifiedEmail:
      'Okta: the org authorization server says false for people of a directory; a custom one can map the claim email_verified.',
    initiate: 'Okta: Applications, the application, General, Initiate login URI.',
    email: 'Okta: Directory, People, the person, Profile, Primary email.',
    refresh: 'Okta: Applications, the application, General, Grant type: Refresh Token.',
  },
}
