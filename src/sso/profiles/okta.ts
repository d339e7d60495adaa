import type { Profile } from './profile.ts'

export const okta: Profile = {
  name: 'okta',
  title: 'Okta',
  recognises: (issuer) => /(^|\.)(okta|oktapreview|okta-emea)\.com$/.test(issuer.hostname),
  notThere: () => 'okta-org-vs-custom',
  otherIssuers: (issuer) => {
    const origin = issuer.origin.replace('-admin.', '.')
    return [origin, `${origin}/oauth2/default`]
  },
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
    initiate: 'Okta: Applications, the application, General, Initiate login URI.',
  },
}
