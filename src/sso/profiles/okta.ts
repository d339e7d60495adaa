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
  email: {
    claim: 'email_verified',
    reason:
      'The org authorization server says false for people that come from a directory, and cannot be changed; a custom one can map the claim. False is taken as it is said.',
    link: 'https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/',
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
    verifiedEmail:
      'Okta: the org authorization server says false for people of a directory; a custom one can map the claim email_verified.',
    initiate: 'Okta: Applications, the application, General, Initiate login URI.',
  },
}
