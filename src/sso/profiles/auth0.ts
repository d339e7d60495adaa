import type { Profile } from './profile.ts'

export const auth0: Profile = {
  name: 'auth0',
  title: 'Auth0',
  recognises: (issuer) => issuer.hostname.endsWith('.auth0.com'),
  otherIssuers: (issuer) => [`${issuer.origin}/`],
  words: {
    issuer: 'Auth0: https://TENANT.REGION.auth0.com/, with the slash.',
    clientId: 'Auth0: Applications, the application, Settings, Client ID.',
    clientSecret: 'Auth0: Applications, the application, Settings, Client Secret.',
    publicClient: 'Auth0: Applications, the application, Credentials, Authentication Method: None.',
    redirectUris: 'Auth0: Applications, the application, Settings, Allowed Callback URLs.',
    logoutUris: 'Auth0: Applications, the application, Settings, Allowed Logout URLs.',
    grant: 'Auth0: Applications, the application, Settings, Advanced, Grant Types, Authorization Code.',
    signing:
      'Auth0: Applications, the application, Settings, Advanced, OAuth, JsonWebToken Signature Algorithm: RS256.',
    clientAuth: 'Auth0: Applications, the application, Credentials, Authentication Method.',
    groups: 'Auth0: a post-login Action that sets a claim whose name is a URL; name it in groupsClaim.',
    initiate: 'Auth0: Applications, the application, Settings, Application Login URI.',
  },
}
