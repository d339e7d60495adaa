import type { Profile } from './profile.ts'

/** Every Keycloak has the realm `master`: where only that answers, the realm of the issuer is missing or misspelt. */
export function realmMaster(answering: string): 'issuer-wrong-realm' | undefined {
  return answering.endsWith('/realms/master') ? 'issuer-wrong-realm' : undefined
}

export const keycloak: Profile = {
  name: 'keycloak',
  title: 'Keycloak',
  recognises: (issuer) => /\/realms\/|\/auth\/?$|\/protocol\/openid-connect/.test(issuer.pathname),
  notThere: (answering) => realmMaster(answering) ?? 'keycloak-auth-prefix',
  otherIssuers: (issuer) => {
    const realm = /\/realms\/[^/]+/.exec(issuer.pathname)?.[0]
    const spellings = realm ? [issuer.origin + realm, `${issuer.origin}/auth${realm}`] : []
    return [...spellings, `${issuer.origin}/realms/master`]
  },
  recognisedBy: 'path with `/realms/`, or addresses below `/protocol/openid-connect/`',
  addresses: { authorization_endpoint: /\/protocol\/openid-connect\/auth$/ },
  features: {
    flow: 'code, implicit and hybrid',
    clientAuth:
      '`client_secret_basic` and `client_secret_post` for the same client; or signed JWT, X.509; public clients have none, though `none` is not published',
    pkce: 'S256, optional; enforced when the client demands it',
    algorithms: 'RS256 by default; RS, PS, ES 256 to 512, EdDSA per client',
    groups: 'mapper Group Membership; leading slash unless Full group path is off',
    signOut: '`end_session_endpoint` with `id_token_hint` or `client_id`; back-channel logout',
    refresh: 'nothing: refresh tokens come without `offline_access`',
  },
  seen: { how: 'real server', test: 'tests/providers/keycloak.test.ts' },
  listsFewClaims: true,
  quirks: [
    {
      property: 'listsFewClaims',
      reason:
        'Claims are made by mappers of each client; `claims_supported` is the same short list for all, without `email_verified`.',
      link: 'https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers',
    },
    {
      property: 'otherIssuers',
      reason: 'Up to version 16 every path begins with `/auth`, later ones only where it is set so.',
      link: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/keycloak/',
    },
    {
      property: 'notThere',
      reason:
        'Every Keycloak has the realm `master`: where only that answers, the realm is missing or misspelt. Upper and lower case of a realm count.',
      link: 'https://oauth2-proxy.github.io/oauth2-proxy/configuration/providers/keycloak_oidc',
    },
    {
      reason:
        'A wrong and a missing secret get the same answer, `unauthorized_client`; which of the two it is shows in our own settings.',
      link: 'https://www.keycloak.org/securing-apps/oidc-layers',
    },
    {
      reason:
        'With HS256 an ID token is signed by a key of the realm that is given to nobody, not by the client secret: choose another algorithm.',
      link: 'https://www.keycloak.org/docs/latest/server_admin/#_fine_grain_open_id_connect_configuration',
    },
    {
      reason: 'Since version 18 sign-out without `id_token_hint` or `client_id` is refused; both are sent.',
      link: 'https://github.com/keycloak/keycloak/issues/12680',
    },
    {
      reason:
        'Nothing is sent when a person is disabled or deleted; ending their sessions sends a back-channel logout.',
      link: 'https://github.com/keycloak/keycloak/issues/34234',
    },
  ],
  groups: {
    claims: [],
    leftOutWhenNone: true,
    reason:
      'A mapper that finds nothing adds no claim: who leaves the last group has no `groups`, just as where there is no mapper.',
    link: 'https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers',
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
    email: 'Keycloak: Users, the person, Email; and Clients, the client, Client scopes: email.',
    verifiedEmail: 'Keycloak: Users, the person, Email verified: On.',
    refresh: 'Keycloak: Clients, the client, Advanced, OpenID Connect Compatibility Modes, Use refresh tokens: On.',
  },
}
