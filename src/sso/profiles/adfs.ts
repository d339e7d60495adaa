import type { Profile } from './profile.ts'

export const adfs: Profile = {
  name: 'adfs',
  title: 'AD FS',
  recognises: (issuer) => /\/adfs\/?$/i.test(issuer.pathname),
  recognisedBy: 'path ends in `/adfs`',
  addresses: { authorization_endpoint: /\/adfs\/oauth2\/authorize\/?$/ },
  features: {
    flow: 'code, implicit and hybrid',
    clientAuth: 'body, Basic, `private_key_jwt`, Windows',
    pkce: 'S256 from 2019 on (?)',
    algorithms: 'RS256',
    groups: 'an issuance rule, and scope `allatclaims`',
    signOut: '`end_session_endpoint`',
    refresh: 'nothing (?)',
  },
  seen: { how: 'emulation', test: 'tests/sso/providers/adfs.ts' },
  quirks: [
    {
      reason: 'Userinfo says `sub` and nothing else; claims stand in the ID token.',
      link: 'https://oauth2-proxy.github.io/oauth2-proxy/configuration/providers/adfs',
    },
    {
      reason:
        'Own claims come into the ID token only with scope `allatclaims`, where the identifier of the relying party is the client id.',
      link: 'https://learn.microsoft.com/en-us/windows-server/identity/ad-fs/development/custom-id-tokens-in-ad-fs',
    },
    {
      reason: 'The document names a second issuer, of access tokens; it is no mistake.',
      link: 'https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-oidce/586de7dd-3385-47c7-93a2-935d9e90441c',
    },
  ],
  email: {
    claim: 'email_verified',
    otherAddresses: ['upn'],
    reason:
      'Without a rule of its own AD FS sends no e-mail address; the user principal name is one in most directories.',
    link: 'https://oauth2-proxy.github.io/oauth2-proxy/configuration/providers/adfs',
  },
  words: {
    issuer: 'AD FS: https://FEDERATION_SERVICE/adfs.',
    clientId:
      'AD FS: Application Groups, the group, Server application, Client Identifier; the Web API has the same identifier.',
    clientSecret: 'AD FS: Application Groups, the group, Server application, Reset secret; it is shown once.',
    redirectUris: 'AD FS: Application Groups, the group, Server application, Redirect URI.',
    scopes: 'AD FS: Application Groups, the group, Web API, Client Permissions: openid, profile, email, allatclaims.',
    groups:
      'AD FS: Application Groups, the group, Web API, Issuance Transform Rules, Send Group Membership as a Claim.',
    assignment: 'AD FS: Application Groups, the group, Web API, Access control policy.',
    email:
      'AD FS: Application Groups, the group, Web API, Issuance Transform Rules: E-Mail-Addresses; and the permission allatclaims.',
  },
}
