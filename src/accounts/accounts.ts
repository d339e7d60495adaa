import type { AccessTokens } from './access-tokens.ts'
import type { ApiKeys } from './api-keys.ts'
import type { BreakGlass } from './break-glass.ts'
import type { Identities } from './identities.ts'
import type { Invites } from './invites.ts'
import type { Links } from './links.ts'
import type { Organizations } from './organizations.ts'
import type { User } from './people.ts'
import type { EntityAccess, Principal } from './principal.ts'
import type { ProjectMembers } from './project-members.ts'
import type { Restore } from './restore.ts'
import type { ServiceAccounts } from './service-accounts.ts'
import type { Sessions } from './sessions.ts'
import type { Setup } from './setup.ts'
import type { SignIn } from './sign-in.ts'
import type { Teams } from './teams.ts'
import type { Users } from './users.ts'

/** What the rest of the server may ask of people and what lets them in. */
export interface Accounts {
  users: Users
  keys: ApiKeys
  accessTokens: AccessTokens
  sessions: Sessions
  signIn: SignIn
  identities: Identities
  links: Links
  setup: Setup
  restore: Restore
  breakGlass: BreakGlass
  organizations: Organizations
  teams: Teams
  invites: Invites
  projectMembers: ProjectMembers
  serviceAccounts: ServiceAccounts
  /** An account for whom only the address is known of. Throws AppError `forbidden`, `email-taken`, `email-invalid`. */
  addByEmail(by: Principal, person: { email: string; admin: boolean }): Promise<User>
  /** People by a part of their name, as far as whoever asks may know them. */
  search(by: Principal, text: string): Promise<User[]>
  access: EntityAccess
  /** The principal of an API key, or null. */
  principalOfApiKey(key: string): Promise<Principal | null>
}
