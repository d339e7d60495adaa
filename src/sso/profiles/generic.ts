import { realmMaster } from './keycloak.ts'
import type { Profile, ProviderWords } from './profile.ts'

export const genericWords: ProviderWords = {
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
  verifiedEmail: '',
  pkce: '',
  consent: '',
  initiate: '',
}

/** A provider that is not in the list: nothing is particular to it, so only what it publishes counts. */
export const generic: Profile = {
  name: 'generic',
  title: 'OpenID Connect',
  recognises: () => true,
  otherIssuers: (issuer) => [`${issuer.origin}/realms/master`],
  notThere: realmMaster,
  words: {},
}
