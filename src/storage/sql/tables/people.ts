import type { Generated } from 'kysely'
import type { Role } from './accounts.ts'

/**
 * Who sees a project, in the words of the wire. `PRIVATE`, and `ENTITY_WRITE`, which says the same: whom the entity belongs to, by their
 * role. `ENTITY_READ`: they may read, and the project's maker and administrators write. `RESTRICTED`: who is named, its maker and
 * administrators. `USER_READ`: everybody who is signed in reads. `USER_WRITE`: everybody adds runs, too.
 */
export type ProjectAccess = 'PRIVATE' | 'ENTITY_READ' | 'ENTITY_WRITE' | 'USER_READ' | 'USER_WRITE' | 'RESTRICTED'

/** Somebody who is named in a project. */
export interface ProjectMemberTable {
  project_id: number
  user_id: number
  role: Role
}

/** Somebody who has no account yet, or no proven address, and shall be of a team. */
export interface InviteTable {
  id: Generated<number>
  /** The team's entity. */
  entity_id: number
  /** In lower case. */
  email: string
  role: Role
  /** SHA-256 of what is in the link, hex. */
  token_hash: string
  invited_by: number
  created_at: number
  expires_at: number
}

export interface PeopleTables {
  project_member: ProjectMemberTable
  invite: InviteTable
}
