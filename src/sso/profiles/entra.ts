import type { Profile } from './profile.ts'

export const entra: Profile = {
  name: 'entra',
  title: 'Microsoft Entra ID',
  recognises: (issuer) =>
    /(^|\.)(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)$/.test(
      issuer.hostname,
    ),
  jwksApplicationParameter: 'appid',
  assertionAudience: 'token endpoint',
  otherIssuers: (issuer) => {
    const tenant = issuer.pathname.split('/')[1]
    return tenant ? [`https://login.microsoftonline.com/${tenant}/v2.0`] : []
  },
  email: {
    claim: 'xms_edov',
    // Tokens of the first version have the user principal name in its place.
    otherAddresses: ['upn'],
    reason:
      'Entra never sends email_verified, and an administrator of any tenant may write any address into "email". The optional claim xms_edov says whether the domain of the address is proven.',
    link: 'https://learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization',
  },
  beyondSub: {
    claims: ['tid', 'oid'],
    reason:
      '`sub` is another for each application: a new registration makes everybody a stranger. `tid` and `oid` tell an administrator who it is.',
    link: 'https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference',
  },
  groups: {
    claims: [],
    areIds: true,
    reason: 'Groups come by their ids (Object Id); names only of groups that an own directory is the source of.',
    link: 'https://learn.microsoft.com/en-us/entra/identity-platform/optional-claims',
  },
  groupsOverage: {
    path: '/v1.0/me/transitiveMemberOf?$select=id&$top=999',
    reason:
      'Above 200 groups the token holds `_claim_names` in their place, with an address that is retired; Graph tells them, where the application may `User.Read`.',
    link: 'https://github.com/open-webui/open-webui/issues/17510',
  },
  refreshNeeds: 'offline_access',
  recognisedBy:
    'host `login.microsoftonline.com`, `.us`, `login.partner.microsoftonline.cn` or `sts.windows.net`, or addresses `/DIRECTORY_ID/oauth2/v2.0/authorize`',
  addresses: { authorization_endpoint: /\/([0-9a-f-]{36}|common|organizations)\/oauth2\/(v2\.0\/)?authorize$/ },
  features: {
    flow: 'code, implicit and hybrid',
    clientAuth: '`client_secret_post`, `client_secret_basic`, `private_key_jwt`',
    pkce: 'S256, taken though not published (?)',
    algorithms: 'RS256',
    groups: 'Add groups claim: ids, not names; above 200 only a reference (overage)',
    signOut: '`end_session_endpoint`; front-channel logout',
    refresh: 'scope `offline_access`',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/entra.ts' },
  httpOnlyToLoopback: true,
  quirks: [
    {
      property: 'httpOnlyToLoopback',
      reason: 'A redirect URI of plain http is taken for `localhost` only.',
      link: 'https://github.com/AzureAD/microsoft-identity-web/issues/1183',
    },
    {
      property: 'refreshNeeds',
      reason: 'A refresh token, by which a disabled person is noticed, comes with `offline_access` only.',
      link: 'https://learn.microsoft.com/en-us/entra/identity-platform/scopes-oidc',
    },
    {
      property: 'tenants',
      reason:
        'The addresses `common` and `organizations` publish a pattern in place of an issuer. It is filled in with each directory of `allowedTenants`; without that list nobody gets in by it.',
      link: 'https://github.com/MicrosoftDocs/azure-docs/issues/38427',
    },
    {
      property: 'jwksApplicationParameter',
      reason:
        'An application with a claims mapping policy signs with a key of its own, which only `jwks_uri?appid=CLIENT_ID` shows.',
      link: 'https://docs.gitlab.com/administration/auth/oidc/',
    },
    {
      property: 'assertionAudience',
      reason: 'A signed assertion of the client must be addressed to the token endpoint.',
      link: 'https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials',
    },
    {
      property: 'otherIssuers',
      reason:
        'The first version of the platform has the issuer `https://sts.windows.net/TENANT/`, the second `https://login.microsoftonline.com/TENANT/v2.0`; the second is meant.',
      link: 'https://github.com/cloudscribe/cloudscribe/issues/1135',
    },
    {
      reason: 'There is no `email_verified`, and e-mail addresses may change: an account belongs to `sub`.',
      link: 'https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference',
    },
    {
      reason: 'There is no scope `groups`; asking for it is called `invalid_client` (AADSTS650053).',
      link: 'https://github.com/docmost/docmost/issues/1701',
    },
    {
      reason: 'A secret has a Value and a Secret ID, and an end: at most 24 months.',
      link: 'https://github.com/keycloak/keycloak/issues/31294',
    },
  ],
  tenants: { placeholder: '{tenantid}', shared: ['common', 'organizations'] },
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
    email:
      'Entra: App registrations, Token configuration, Add optional claim, ID, email; the person needs an address (Mail) in the directory.',
    refresh: 'Entra: App registrations, API permissions, Microsoft Graph, Delegated: offline_access.',
  },
}
