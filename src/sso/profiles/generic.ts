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
  email: '',
  refresh: '',
}

/** A provider that is not in the list: nothing is particular to it, so only what it publishes counts. */
export const generic: Profile = {
  name: 'generic',
  title: 'OpenID Connect',
  recognises: () => true,
  otherIssuers: (issuer) => [`${issuer.origin}/realms/master`],
  notThere: realmMaster,
  recognisedBy: 'nothing: whatever no other profile recognises',
  features: {
    flow: 'code with PKCE',
    clientAuth: 'as published; Basic where nothing is',
    pkce: 'S256, unless the provider publishes that it cannot',
    algorithms: 'as published',
    groups: 'claim `groups`, or the one that is named',
    signOut: '`end_session_endpoint` where there is one',
    refresh: 'what the provider gives without being asked',
  },
  seen: { how: 'emulation', test: 'tests/sso/sign-in.test.ts' },
  quirks: [
    {
      property: 'otherIssuers',
      reason: 'An unknown host may be a Keycloak of which the realm was left out.',
      link: 'https://www.keycloak.org/securing-apps/oidc-layers',
    },
    {
      property: 'notThere',
      reason: 'Every Keycloak has the realm `master`: where only that answers, the realm is missing or misspelt.',
      link: 'https://www.keycloak.org/securing-apps/oidc-layers',
    },
  ],
  words: {},
}
