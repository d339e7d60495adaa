import type { Profile } from './profile.ts'

export const entra: Profile = {
  name: 'entra',
  title: 'Microsoft Entra ID',
  recognises: (issuer) =>
    /(^|\.)(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)$/.test(
      issuer.hostname,
    ),
  jwksApplicationParameter: 'appid',
  otherIssuers: (issuer) => {
    const tenant = issuer.pathname.split('/')[1]
    return tenant ? [`https://login.microsoftonline.com/${tenant}/v2.0`] : []
  },
  email: {
    claim: 'xms_edov',
    reason:
      'Entra never sends email_verified, and an administrator of any tenant may write any address into "email". The optional claim xms_edov says whether the domain of the address is proven.',
    link: 'https://learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization',
  },
  words: {
    issuer: 'Entra: https://login.microsoftonline.com/DIRECTORY_ID/v2.0.',
    clientId: 'Entra: App registrations, Overview, Application (client) ID; not the Object ID.',
    clientSecret: 'Entra: App registrations, Certificates & secrets, the column Value; not the Secret ID.',
    publicClient: 'Entra: App registrations, Authentication, Allow public client flows: Yes.',
    redirectUris: 'Entra: App registrations, Authentication, Web, Redirect URIs.',
    logoutUris: 'Entra: App registrations, Authentication, Redirect URIs.',
    assignment: 'Entra: Enterprise applications, the application, Users and groups.',
    grant: 'Entra: App registrations, Authentication, platform Web.',
    scopes: 'Entra: there is no scope "groups"; use Token configuration, Add groups claim.',
    groups: 'Entra: App registrations, Token configuration, Add groups claim.',
    verifiedEmail:
      'Entra: App registrations, Token configuration, Add optional claim: email, and xms_edov in the manifest.',
    consent: 'Entra: App registrations, API permissions, Grant admin consent.',
  },
}
