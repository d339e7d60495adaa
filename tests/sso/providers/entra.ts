import { type Emulation, renamed, takes } from './kit/emulation.ts'

export const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47'
const login = 'https://login.microsoftonline.com'
const words = (number: string, text: string) => ({
  status: 401,
  error: 'invalid_client',
  error_description: `AADSTS${number}: ${text} Trace ID: 0a1b2c3d-0000-1111-2222-333344445555 Timestamp: 2026-11-23 10:00:00Z`,
})

/** The second version of the platform: no `email_verified`, PKCE taken though not published, userinfo at Graph. */
export const entra: Emulation = {
  title: 'Entra ID, v2',
  profile: 'entra',
  email: 'noor@acme.example',
  pages: {
    redirectUri:
      'AADSTS50011: The redirect URI specified in the request does not match the redirect URIs configured for the application.',
    client: 'AADSTS700016: Application with identifier was not found in the directory.',
  },
  document: {
    issuer: `${login}/${tenant}/v2.0`,
    authorization_endpoint: `${login}/${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${login}/${tenant}/oauth2/v2.0/token`,
    jwks_uri: `${login}/${tenant}/discovery/v2.0/keys`,
    userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    end_session_endpoint: `${login}/${tenant}/oauth2/v2.0/logout`,
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    frontchannel_logout_supported: true,
    tenant_region_scope: 'WW',
  },
  client: { id: '6731de76-14a6-49ae-97bc-6eba6914391e', secret: 'wN8Q~abcDEFghiJKLmnoPQRstuVWXyz0123456789' },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], {
    twice: words('7000216', 'More than one client authentication method was presented.'),
    otherWay: words(
      '7000218',
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
    wrong: words('7000215', 'Invalid client secret provided.'),
  }),
  authorize(asked) {
    const unknown = (asked.get('scope') ?? '').split(' ').find((scope) => scope === 'groups')
    if (!unknown) return null
    const text = `AADSTS650053: The application asked for scope '${unknown}' that doesn't exist on the resource.`
    return { error: 'invalid_client', error_description: text }
  },
  subject: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
  idToken: {
    ver: '2.0',
    tid: tenant,
    oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
    name: 'Noor Nasser',
    preferred_username: 'noor@acme.example',
    email: 'noor@acme.example',
    rh: '0.AAAA.',
    uti: 'x',
  },
  userinfo: { name: 'Noor Nasser', email: 'noor@acme.example' },
}

/** The same directory by the first version: another issuer, and `upn` in the place of an e-mail address. */
export const entraV1: Emulation = {
  ...entra,
  title: 'Entra ID, v1 tokens',
  document: {
    ...entra.document,
    issuer: `https://sts.windows.net/${tenant}/`,
    authorization_endpoint: `${login}/${tenant}/oauth2/authorize`,
    token_endpoint: `${login}/${tenant}/oauth2/token`,
    jwks_uri: `${login}/common/discovery/keys`,
    end_session_endpoint: `${login}/${tenant}/oauth2/logout`,
    userinfo_endpoint: `${login}/${tenant}/openid/userinfo`,
  },
  idToken: {
    ver: '1.0',
    tid: tenant,
    oid: entra.idToken!['oid'],
    name: 'Noor Nasser',
    upn: 'noor@acme.example',
    unique_name: 'noor@acme.example',
  },
  userinfo: { name: 'Noor Nasser', upn: 'noor@acme.example' },
}

/** An application of many directories: a pattern stands in the place of the issuer. */
export const entraOrganizations: Emulation = {
  ...entra,
  title: 'Entra ID, many directories',
  document: {
    ...renamed(entra.document, `/${tenant}/`, '/organizations/'),
    issuer: `${login}/{tenantid}/v2.0`,
  },
  askedFor: `${login}/organizations/v2.0`,
  idToken: { ...entra.idToken, iss: `${login}/${tenant}/v2.0` },
}
