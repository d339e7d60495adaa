import type { Json } from '../../conformance/provider.ts'
import { claims, document, without } from '../bends.ts'
import { type AnyCase, type FaultCase, needsAccounts, needsPerson, needsThisPerson } from '../case.ts'

const userinfo = (change: (claims: Json) => Json): Pick<FaultCase, 'bends'> => ({
  bends: () => ({ userinfo: (each) => change(each) }),
})

export const peopleCases: AnyCase[] = [
  {
    code: 'userinfo-sub-mismatch',
    name: 'userinfo of somebody else',
    bends: () => ({ userinfo: (each) => ({ ...each, sub: 'somebody-else' }) }),
    preflight: needsPerson,
  },
  {
    code: 'userinfo-401',
    name: 'an access token that userinfo does not take',
    bends: () => ({ answer: ({ path }) => (path === '/userinfo' ? { status: 401 } : undefined) }),
    preflight: needsPerson,
  },
  {
    code: 'userinfo-thin',
    name: 'a userinfo endpoint that is out of order',
    bends: () => ({ answer: ({ path }) => (path === '/userinfo' ? { status: 500 } : undefined) }),
    preflight: 'warning',
  },
  { code: 'email-missing', name: 'no address', ...userinfo(without('email')), preflight: needsThisPerson },
  {
    code: 'email-required',
    name: 'no address where one is demanded',
    settings: () => ({ requireVerifiedEmail: true }),
    ...userinfo(without('email')),
    preflight: needsThisPerson,
  },
  {
    code: 'email-missing',
    name: 'a list of scopes without the address',
    settings: () => ({ scopes: ['openid', 'profile'] }),
    ...userinfo(without('email')),
    preflight: 'warning',
  },
  {
    code: 'email-required',
    name: 'an address that is demanded and not asked for',
    settings: () => ({ requireVerifiedEmail: true, scopes: ['openid', 'profile'] }),
    ...userinfo(without('email')),
    mend: 'scope',
    preflight: 'warning',
  },
  {
    code: 'domain-not-allowed',
    name: 'a domain that is demanded of an address that is not asked for',
    settings: () => ({ allowedDomains: ['bent.example'], scopes: ['openid', 'profile'] }),
    ...userinfo(without('email')),
    preflight: 'warning',
  },
  {
    code: 'email-verified-absent',
    name: 'claims without one that verifies the address',
    settings: () => ({ allowedDomains: ['bent.example'] }),
    bends: () => ({
      discovery: (each) => ({ ...each, claims_supported: ['sub', 'email', 'name'] }),
      userinfo: without('email_verified'),
    }),
    mend: 'email_verified',
    preflight: 'warning',
  },
  {
    code: 'groups-missing',
    name: 'groups that come by a scope which is not asked for',
    settings: () => ({ adminGroups: ['admins'] }),
    ...document((each) => ({ ...each, scopes_supported: ['openid', 'profile', 'email', 'groups'] })),
    preflight: 'warning',
  },
  {
    code: 'not-in-allowed-group',
    name: 'a rule of groups at a provider that has none',
    settings: () => ({ allowedGroups: ['staff'], profile: 'google' }),
    preflight: 'warning',
  },
  {
    code: 'namespaced-claim',
    name: 'groups that are listed under the name of an address',
    settings: () => ({ adminGroups: ['admins'] }),
    bends: () => ({
      discovery: (each) => ({ ...each, claims_supported: ['sub', 'https://acme.example/groups'] }),
      userinfo: (each) => ({ ...each, 'https://acme.example/groups': ['guests'] }),
    }),
    mend: 'https://acme.example/groups',
    preflight: 'warning',
  },
  {
    code: 'groups-guid-vs-name',
    name: 'rules with names at Entra',
    settings: () => ({ adminGroups: ['admins'], profile: 'entra' }),
    ...userinfo((each) => ({ ...each, groups: ['6f1c3b9e-0000-4000-8000-1234567890ab'] })),
    preflight: 'warning',
  },
  {
    code: 'email-verified-false',
    name: 'an address that is not verified',
    settings: () => ({ requireVerifiedEmail: true }),
    ...userinfo((each) => ({ ...each, email_verified: false })),
    preflight: needsThisPerson,
  },
  {
    code: 'email-verified-absent',
    name: 'an address of which nothing is said',
    settings: () => ({ requireVerifiedEmail: true }),
    ...userinfo(without('email_verified')),
    preflight: needsPerson,
  },
  {
    code: 'email-verified-string',
    name: 'email_verified as a text',
    ...userinfo((each) => ({ ...each, email_verified: 'true' })),
    preflight: needsPerson,
  },
  {
    code: 'display-name-missing',
    name: 'no name',
    ...userinfo(without('name')),
    preflight: needsThisPerson,
  },
  {
    code: 'domain-not-allowed',
    name: 'an address of another domain',
    settings: () => ({ allowedDomains: ['acme.example'] }),
    evidence: { domain: 'bent.example' },
    preflight: needsThisPerson,
  },
  {
    code: 'not-in-allowed-group',
    name: 'none of the groups that are admitted',
    settings: () => ({ allowedGroups: ['staff'] }),
    ...userinfo((each) => ({ ...each, groups: ['guests'] })),
    evidence: { groups: ['guests'] },
    preflight: needsThisPerson,
  },
  {
    code: 'groups-missing',
    name: 'no groups where a rule needs them',
    settings: () => ({ adminGroups: ['admins'] }),
    preflight: needsPerson,
  },
  {
    code: 'namespaced-claim',
    name: 'groups under the name of an address',
    settings: () => ({ adminGroups: ['admins'] }),
    ...userinfo((each) => ({ ...each, 'https://acme.example/groups': ['guests'] })),
    preflight: needsPerson,
  },
  {
    code: 'groups-shape',
    name: 'groups as one text',
    settings: () => ({ adminGroups: ['admins'] }),
    ...userinfo((each) => ({ ...each, groups: 'guests,others' })),
    preflight: needsPerson,
  },
  {
    code: 'groups-guid-vs-name',
    name: 'ids of groups where the rules have names',
    settings: () => ({ adminGroups: ['admins'] }),
    ...userinfo((each) => ({ ...each, groups: ['6f1c3b9e-0000-4000-8000-1234567890ab'] })),
    preflight: needsPerson,
  },
  {
    code: 'role-no-match',
    name: 'groups that no rule knows',
    settings: () => ({ adminGroups: ['admins'] }),
    ...userinfo((each) => ({ ...each, groups: ['/admins'] })),
    preflight: needsThisPerson,
  },
  {
    code: 'groups-overage',
    name: 'more groups than a token holds',
    settings: () => ({ adminGroups: ['admins'] }),
    ...claims((each) => ({
      ...each,
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: 'https://graph.windows.net/x' } },
    })),
    preflight: needsThisPerson,
  },
  ...(
    [
      ['userinfo-identity', 'an API that does not say who it is, at GitHub', 'tests/sso/providers/github.test.ts'],
      ['claims-not-used', 'claims of others that are not proven', 'tests/sso/claims-elsewhere.test.ts'],
    ] as const
  ).map(([code, name, elsewhere]): AnyCase => ({ code, name, elsewhere, preflight: needsPerson })),
  ...(
    [
      ['group-teams-invalid', 'an entry of groupTeams that makes no sense', 'tests/sso/identity.test.ts'],
      ['username-collision', 'a user name that somebody has', 'tests/sso/identity.test.ts'],
      ['link-takeover', 'an address of somebody that is not proven', 'tests/sso/identity.test.ts'],
      ['account-exists-unlinked', 'an account with this address', 'tests/sso/accounts.test.ts'],
      ['sub-changed', 'another sub for the same person', 'tests/sso/identity.test.ts'],
      ['email-changed', 'an address that went to somebody else', 'tests/contract/identities.test.ts'],
      ['signup-disabled', 'a person without an account, where none are made', 'tests/sso/accounts.test.ts'],
      ['user-suspended', 'a disabled account', 'tests/sso/accounts.test.ts'],
      ['admin-demoted-by-sync', 'the last administrator without its group', 'tests/contract/identities.test.ts'],
      ['team-missing', 'a group that leads to no team', 'tests/sso/identity.test.ts'],
    ] as const
  ).map(([code, name, elsewhere]): AnyCase => ({ code, name, elsewhere, preflight: needsAccounts })),
]
