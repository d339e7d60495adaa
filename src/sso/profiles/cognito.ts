import type { Profile } from './profile.ts'

export const cognito: Profile = {
  name: 'cognito',
  title: 'AWS Cognito',
  recognises: (issuer) => /(^cognito-idp\.|\.amazoncognito\.com$)/.test(issuer.hostname),
  logout: { path: '/logout', returnParameter: 'logout_uri', when: 'always' },
  groups: {
    claims: ['cognito:groups'],
    reason: 'Groups of the user pool stand in `cognito:groups`.',
    link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html',
  },
  email: {
    claim: 'email_verified',
    reason: 'Cognito gives email_verified as the text "true" or "false" at the userinfo endpoint.',
    link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html',
  },
  recognisedBy: 'host begins with `cognito-idp.` or ends in `amazoncognito.com`, or address `/oauth2/userInfo`',
  addresses: { userinfo_endpoint: /\/oauth2\/userInfo$/ },
  features: {
    flow: 'code, implicit',
    clientAuth: '`client_secret_basic` and `client_secret_post`; none for a public client',
    pkce: 'S256',
    algorithms: 'RS256',
    groups: 'claim `cognito:groups`',
    signOut: '`/logout` with `logout_uri`',
    refresh: 'nothing: refresh tokens come without `offline_access`, which is refused',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/cognito.ts' },
  quirks: [
    {
      property: 'logout',
      reason:
        'Sign-out wants `client_id` and `logout_uri`, and knows neither `id_token_hint` nor `post_logout_redirect_uri`.',
      link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html',
    },
    {
      reason: 'The issuer is on another host than the endpoints, and a domain must be set up for these.',
      link: 'https://github.com/DuendeArchive/IdentityModel.OidcClient/issues/81',
    },
    {
      reason: 'Refusals have no words, only a code.',
      link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html',
    },
  ],
  words: {
    issuer: 'Cognito: https://cognito-idp.REGION.amazonaws.com/USER_POOL_ID, not the domain of the sign-in pages.',
    clientId: 'Cognito: the user pool, App clients, Client ID.',
    clientSecret:
      'Cognito: the user pool, App clients, the client, Client secret; one without a secret never gets one, make a new client.',
    publicClient: 'Cognito: an app client of type Public client has no secret.',
    redirectUris: 'Cognito: the user pool, App clients, Login pages, Allowed callback URLs.',
    logoutUris: 'Cognito: the user pool, App clients, Login pages, Allowed sign-out URLs.',
    grant: 'Cognito: the user pool, App clients, Login pages, OAuth grant types, Authorization code grant.',
    groups: 'Cognito: the user pool, Groups; they come in the claim cognito:groups by themselves.',
  },
}
