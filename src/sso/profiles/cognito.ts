import type { Profile } from './profile.ts'

export const cognito: Profile = {
  name: 'cognito',
  title: 'AWS Cognito',
  recognises: (issuer) => /(^cognito-idp\.|\.amazoncognito\.com$)/.test(issuer.hostname),
  logout: { path: '/logout', returnParameter: 'logout_uri' },
  email: {
    claim: 'email_verified',
    reason: 'Cognito gives email_verified as the text "true" or "false" at the userinfo endpoint.',
    link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html',
  },
  words: {
    issuer: 'Cognito: https://cognito-idp.REGION.amazonaws.com/USER_POOL_ID, not the domain of the sign-in pages.',
    clientId: 'Cognito: the user pool, App clients, Client ID.',
    clientSecret:
      'Cognito: the user pool, App clients, the client, Client secret; one without a secret never gets one, make a new client.',
    publicClient: 'Cognito: an app client of type Public client has no secret.',
    redirectUris: 'Cognito: the user pool, App clients, Login pages, Allowed callback URLs.',
    logoutUris: 'Cognito: the user pool, App clients, Login pages, Allowed sign-out URLs.',
    grant: 'Cognito: the user pool, App clients, Login pages, OAuth grant types, Authorization code grant.',
    groups: 'Cognito: groups come in the claim cognito:groups; set groupsClaim to it.',
  },
}
