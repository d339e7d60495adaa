import type { AccessTokens } from './access-tokens.ts'
import type { ApiKeys } from './api-keys.ts'
import type { BreakGlass } from './break-glass.ts'
import type { Identities } from './identities.ts'
import type { Links } from './links.ts'
import type { Organizations } from './organizations.ts'
import type { EntityAccess, Principal } from './principal.ts'
import type { Restore } from './restore.ts'
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
  access: EntityAccess
  /** The principal of an API key, or null. */
  principalOfApiKey(key: string): Promise<Principal | null>
}
