import type { Profile } from './profile.ts'

export const zitadel: Profile = {
  name: 'zitadel',
  title: 'Zitadel',
  recognises: (issuer) => issuer.hostname.endsWith('.zitadel.cloud'),
  recognisedBy: 'host ends in `zitadel.cloud`, or addresses `/oauth/v2/authorize` and `/oidc/v1/userinfo`',
  addresses: { authorization_endpoint: /\/oauth\/v2\/authorize$/, userinfo_endpoint: /\/oidc\/v1\/userinfo$/ },
  features: {
    flow: 'code and implicit',
    clientAuth: 'one of Basic, body, none with PKCE, JWT, chosen with the application (?)',
    pkce: 'S256',
    algorithms: 'RS256 by default',
    groups: '`urn:zitadel:iam:org:project:roles`, an object whose keys are the roles',
    signOut: '`end_session_endpoint`',
    refresh: 'scope `offline_access`, and Refresh Token on the application (?)',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/zitadel.ts' },
  quirks: [
    {
      reason: 'The audience of an ID token also names the project and its other clients; `azp` is the client.',
      link: 'https://github.com/Timshel/OIDCWarden',
    },
    {
      reason: 'Name and e-mail address stand in userinfo, unless User Info inside ID Token is ticked (?).',
      link: 'https://zitadel.com/docs/apis/openidoauth/claims',
    },
    {
      reason: 'Where an Action that adds groups is not Allowed To Fail, people without roles cannot sign in at all.',
      link: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/zitadel/',
    },
  ],
  groups: {
    claims: ['urn:zitadel:iam:org:project:roles'],
    reason: 'Roles of the project are the keys of an object, `urn:zitadel:iam:org:project:roles`; there are no groups.',
    link: 'https://zitadel.com/docs/apis/openidoauth/claims',
  },
  words: {
    issuer: 'Zitadel: the address of the instance.',
    clientId: 'Zitadel: Projects, the project, the application, Client ID.',
    clientSecret: 'Zitadel: Projects, the project, the application, Actions, Regenerate Client Secret.',
    publicClient: 'Zitadel: Projects, the project, the application, Authentication Method: None (PKCE).',
    redirectUris:
      'Zitadel: Projects, the project, the application, Redirect Settings, Redirect URIs; http needs Development Mode.',
    logoutUris: 'Zitadel: Projects, the project, the application, Redirect Settings, Post Logout URIs.',
    clientAuth: 'Zitadel: Projects, the project, the application, Authentication Method.',
    groups:
      'Zitadel: Projects, the project, Assert Roles on Authentication; set groupsClaim to urn:zitadel:iam:org:project:roles.',
    assignment: 'Zitadel: Projects, the project, Authorizations.',
  },
}
