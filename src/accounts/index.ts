import { createAccessTokens } from './access-tokens.ts'
import type { Accounts } from './accounts.ts'
import { addByEmail } from './add-by-email.ts'
import { createApiKeys } from './api-keys.ts'
import { createBreakGlass } from './break-glass.ts'
import { createIdentities } from './identities.ts'
import { createInvites } from './invites.ts'
import { createLinks } from './links.ts'
import { createOneTimeTokens } from './one-time.ts'
import { createOrganizations } from './organizations.ts'
import type { AccountsParts } from './parts.ts'
import { createPolicy } from './policy.ts'
import { createProjectMembers } from './project-members.ts'
import { createRestore } from './restore.ts'
import { searchPeople } from './search.ts'
import { createServiceAccounts } from './service-accounts.ts'
import { createSessions } from './sessions.ts'
import { createSetup } from './setup.ts'
import { createSignIn } from './sign-in.ts'
import { createStandings } from './standing.ts'
import { createTeams } from './teams.ts'
import { createUsers } from './users.ts'

export type { AccessTokens } from './access-tokens.ts'
export type { Accounts } from './accounts.ts'
export type { ApiKey, ApiKeys } from './api-keys.ts'
export type { BreakGlass, BreakGlassAccount } from './break-glass.ts'
export type { SignInRules } from './decision.ts'
export type { ForeseenSignIn } from './foresee.ts'
export type { Identities, Identity } from './identities.ts'
export type { Invite, InviteOffer, Invites } from './invites.ts'
export type { Links } from './links.ts'
export type { Organization, Organizations } from './organizations.ts'
export type { AccountsParts } from './parts.ts'
export { requireSsoSetting } from './password-rule.ts'
export type { IdentityFinding, NewSession, SignInIdentity, User } from './people.ts'
export { requireWritable } from './policy.ts'
export type { EntityAccess, EntityRef, Principal } from './principal.ts'
export type { RestorePassword } from './restore.ts'
export type { ServiceAccount, ServiceAccounts } from './service-accounts.ts'
export type { ReissuedSession } from './session-ids.ts'
export type { EndedSession, LiveSession, Sessions } from './sessions.ts'
export type { Team, Teams } from './teams.ts'
export type { NewUser, UserChange, Users } from './users.ts'

/** People and what lets them in. */
export function createAccounts(parts: AccountsParts): Accounts {
  const users = createUsers(parts)
  const sessions = createSessions(parts)
  const tokens = createOneTimeTokens(parts)
  const access = createPolicy(parts.db)
  const keys = createApiKeys(parts, access)
  const organizations = createOrganizations(parts)
  const standings = createStandings(parts)
  const identities = createIdentities(parts, sessions)
  const teams = createTeams(parts, access, organizations)
  const invites = createInvites(parts, access, teams)
  return {
    users,
    keys,
    accessTokens: createAccessTokens(parts),
    sessions,
    signIn: createSignIn(parts, tokens, users, sessions, standings, invites),
    identities,
    links: createLinks(parts, sessions, standings, identities),
    setup: createSetup(parts, tokens, users, sessions),
    restore: createRestore(parts, tokens, users),
    breakGlass: createBreakGlass(parts),
    organizations,
    teams,
    invites,
    projectMembers: createProjectMembers(parts, access),
    serviceAccounts: createServiceAccounts(parts, access, keys),
    addByEmail: (by, person) => addByEmail(parts, users, by, person),
    search: (by, text) => searchPeople(parts.db, by, text),
    access,
    principalOfApiKey: keys.principalOf,
  }
}
