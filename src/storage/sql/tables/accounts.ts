import type { Generated } from 'kysely'

/** A name that owns projects: a person's own, or a team's. */
export interface EntityTable {
  id: Generated<number>
  name: string
  kind: 'user' | 'team' | 'organization'
  organization_id: number | null
  created_at: number
  /** A deleted entity keeps its projects and gives its name back: it is called `deleted-user-ID` or `deleted-team-ID`. */
  deleted_at: number | null
}

export interface UserTable {
  id: Generated<number>
  /** The person's own entity, whose name is the user name. */
  entity_id: number
  /** A service account belongs to a team: that is its entity. It signs in nowhere and has API keys only. */
  kind: Generated<'person' | 'service'>
  username: string
  email: string | null
  email_verified: 0 | 1
  name: string | null
  admin: 0 | 1
  /** Argon2id as a PHC string, null where the person has no password. */
  password_hash: string | null
  disabled_at: number | null
  /** Since when it may sign in by password although single sign-on is required; null where it may not. */
  break_glass_at: number | null
  created_at: number
  /** A deleted person lets nobody in and is shown nowhere; the row stays for the runs that name it. */
  deleted_at: number | null
}

/** The key of an account at a provider: (provider id, `sub`), never an e-mail address. */
export interface IdentityTable {
  provider: string
  subject: string
  user_id: number
  issuer: string
  created_at: number
  last_sign_in_at: number
  /** Who it is beyond this application (Entra: `tid/oid`); never a key. */
  beyond_sub: string | null
  /** When the provider first said groups of this person; null where it never did. */
  groups_said_at: number | null
}

export interface SessionTable {
  /** SHA-256 of the cookie's value, hex. */
  id_hash: string
  user_id: number
  /** Whether the person was an administrator when the session got this id. */
  admin: 0 | 1
  /** `password`, `setup`, or the provider's id. */
  provider: string
  /** The provider's `sub` and `sid` of this sign-in, for back-channel logout. */
  subject: string | null
  provider_session: string | null
  /** `SessionTokens` as JSON, sealed with the server's key: to ask the provider again, and to sign out there. */
  sealed_tokens: string | null
  /** When the person last gave proof of who it is; null where that is not known. */
  authenticated_at: number | null
  /** When the provider was last asked whether the sign-in stands, and when it last said so; null where there is no provider. */
  asked_at: number | null
  validated_at: number | null
  created_at: number
  last_seen_at: number
  /** When it got this id. */
  id_given_at: number
  /** The id before that, and until when it is good; null until the new one is seen. */
  former_id_hash: string | null
  former_until: number | null
  expires_at: number
}

export interface ApiKeyTable {
  id: Generated<number>
  user_id: number
  /** SHA-256 of the key, hex. */
  key_hash: string
  /** The first characters, so that its owner recognises it. */
  hint: string
  name: string
  scope: Generated<KeyScope>
  created_at: number
  last_used_at: number | null
}

/** What a workload got in exchange for a token of its own. */
export interface AccessTokenTable {
  /** SHA-256 of the token, hex. */
  token_hash: string
  user_id: number
  created_at: number
  expires_at: number
}

export interface OrganizationTable {
  id: Generated<number>
  name: string
  created_at: number
}

export interface OrganizationMemberTable {
  organization_id: number
  user_id: number
  role: Role
}

export interface TeamMemberTable {
  /** The team's entity. */
  entity_id: number
  user_id: number
  role: Role
  /** The provider whose groups put the person there; null where somebody did it by hand. */
  granted_by: string | null
}

/** A proven identity whose address belongs to an account: its person may link it by that account's password, or an administrator. */
export interface PendingLinkTable {
  attempt_id: string
  /** SHA-256 of the browser's sign-in cookie, hex. */
  browser_hash: string
  provider: string
  subject: string
  issuer: string
  /** JSON of the identity, sealed with the server's key; empty once the person's time is over. */
  sealed: string
  created_at: number
}

/** Whether a key may change anything. */
export type KeyScope = 'read' | 'write'

export type Role = 'admin' | 'member' | 'viewer'

/** A link that works once: first set-up, restore. */
export interface OneTimeTokenTable {
  token_hash: string
  purpose: 'setup' | 'restore'
  user_id: number | null
  expires_at: number
  used_at: number | null
}

export interface AccountTables {
  entity: EntityTable
  user: UserTable
  identity: IdentityTable
  session: SessionTable
  api_key: ApiKeyTable
  access_token: AccessTokenTable
  organization: OrganizationTable
  organization_member: OrganizationMemberTable
  team_member: TeamMemberTable
  one_time_token: OneTimeTokenTable
  pending_link: PendingLinkTable
}
