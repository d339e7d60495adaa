import type { Profile, ProviderWords } from './profile.ts'

const genericWords: ProviderWords = {
  issuer: "It is the address before /.well-known/openid-configuration in the provider's documentation.",
  clientId: '',
  clientSecret: 'The provider shows it on the page of the application.',
  publicClient: '',
  redirectUris: 'The field is called redirect URI, callback URL or sign-in redirect URI.',
  logoutUris: 'The field is called post logout redirect URI or sign-out URL.',
  assignment: '',
  grant: 'The field is called grant type, flow or response type.',
  signing: '',
  encryption: '',
  clientAuth: 'The field is called token endpoint authentication method.',
  scopes: '',
  groups: '',
  pkce: '',
  consent: '',
  initiate: '',
}

/** Every Keycloak has the realm `master`: where only that answers, the realm of the issuer is missing or misspelt. */
function realmMaster(answering: string): 'issuer-wrong-realm' | undefined {
  return answering.endsWith('/realms/master') ? 'issuer-wrong-realm' : undefined
}

const keycloak: Profile = {
  name: 'keycloak',
  title: 'Keycloak',
  recognises: (issuer) => /\/realms\/|\/auth\/?$|\/protocol\/openid-connect/.test(issuer.pathname),
  notThere: (answering) => realmMaster(answering) ?? 'keycloak-auth-prefix',
  otherIssuers: (issuer) => {
    const realm = /\/realms\/[^/]+/.exec(issuer.pathname)?.[0]
    const spellings = realm ? [issuer.origin + realm, `${issuer.origin}/auth${realm}`] : []
    return [...spellings, `${issuer.origin}/realms/master`]
  },
  words: {
    issuer: 'Keycloak: https://HOST/realms/REALM.',
    clientId: 'Keycloak: Clients, the column Client ID.',
    clientSecret: 'Keycloak: Clients, the client, Credentials, Client Secret.',
    publicClient: 'Keycloak: Clients, the client, Settings, Client authentication: Off.',
    redirectUris: 'Keycloak: Clients, the client, Settings, Valid redirect URIs.',
    logoutUris: 'Keycloak: Clients, the client, Settings, Valid post logout redirect URIs.',
    grant: 'Keycloak: Clients, the client, Settings, Standard flow.',
    signing:
      'Keycloak: Clients, the client, Advanced, Fine grain OpenID Connect configuration, ID token signature algorithm.',
    encryption: 'Keycloak: Clients, the client, Advanced, ID token encryption: none.',
    clientAuth: 'Keycloak: Clients, the client, Credentials, Client Authenticator.',
    scopes: 'Keycloak: Clients, the client, Client scopes.',
    groups: 'Keycloak: the client\'s dedicated scope, Add mapper, Group Membership, claim name "groups".',
    pkce: 'Keycloak: Clients, the client, Advanced, Proof Key for Code Exchange Code Challenge Method.',
  },
}

const okta: Profile = {
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

const entra: Profile = {
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
    consent: 'Entra: App registrations, API permissions, Grant admin consent.',
  },
}

const google: Profile = {
  name: 'google',
  title: 'Google',
  recognises: (issuer) => issuer.hostname === 'accounts.google.com',
  words: {
    issuer: 'Google: https://accounts.google.com.',
    clientId: 'Google Cloud: APIs & Services, Credentials, OAuth 2.0 Client IDs.',
    clientSecret: 'Google Cloud: APIs & Services, Credentials, the client, Client secrets.',
    redirectUris: 'Google Cloud: APIs & Services, Credentials, the client, Authorized redirect URIs.',
    assignment: 'Google Workspace: the service must be on for the organizational unit of the person.',
    scopes: 'Google has no scope "groups".',
    consent: 'Google Cloud: OAuth consent screen; publish it, or add the person as a test user.',
  },
}

const auth0: Profile = {
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

const cognito: Profile = {
  name: 'cognito',
  title: 'AWS Cognito',
  recognises: (issuer) => /(^cognito-idp\.|\.amazoncognito\.com$)/.test(issuer.hostname),
  logout: { path: '/logout', returnParameter: 'logout_uri' },
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

const lark: Profile = {
  name: 'lark',
  title: 'Lark Suite (Feishu)',
  recognises: (issuer) => /(^|\.)(feishu\.cn|larksuite\.com)$/.test(issuer.hostname),
  otherIssuers: (issuer) => {
    const app = /\/sso\/[^/]+/.exec(issuer.pathname)?.[0]
    return app ? [issuer.origin + app] : []
  },
  words: {
    issuer: 'Lark: AnyCross, Identity, App SSO; https://anycross.feishu.cn/sso/APP_ID.',
    clientId: 'Lark: AnyCross, Identity, App SSO, the application, App ID.',
    clientSecret: 'Lark: AnyCross, Identity, App SSO, the application, App Secret.',
    redirectUris: 'Lark: AnyCross, Identity, App SSO, the application, callback address.',
    grant: 'Lark has the authorization code only: OIDC_AUTH_METHOD=pkce.',
    signing: 'Lark: AnyCross, Identity, App SSO, the application, ID token signature algorithm.',
    encryption: 'Lark: AnyCross, Identity, App SSO, the application, Encrypt ID Token: off.',
    clientAuth: 'Lark: AnyCross, Identity, App SSO, the application, client authentication (one way only).',
  },
}

const generic: Profile = {
  name: 'generic',
  title: 'OpenID Connect',
  recognises: () => true,
  otherIssuers: (issuer) => [`${issuer.origin}/realms/master`],
  notThere: realmMaster,
  words: {},
}

/** In the order in which they are asked whether an issuer is theirs; the last takes all. */
const profiles: Profile[] = [okta, entra, google, auth0, cognito, lark, keycloak, generic]

/** The named profile, or for `auto` the one that recognises the issuer. */
export function profileFor(name: string, issuer: string | null): Profile {
  const named = profiles.find((each) => each.name === name)
  if (named) return named
  const url = URL.parse(issuer ?? '') ?? URL.parse(`https://${issuer}`)
  return (url && profiles.find((each) => each.recognises(url))) ?? generic
}

export const wordsOf = (profile: Profile): ProviderWords => ({ ...genericWords, ...profile.words })
