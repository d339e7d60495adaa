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
