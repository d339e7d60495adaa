import type { Role } from '../storage/sql/tables/accounts.ts'

/** Who is asking, as proven by a session cookie, an API key or an access token. */
export interface Principal {
  userId: number
  username: string
  email: string | null
  name: string | null
  admin: boolean
  /** A service account belongs to a team, and is of no use outside of it. */
  kind: 'person' | 'service'
  /** Its key may read and change nothing. */
  readOnly: boolean
  /** The person for whom a service account logs; absent where it does so for itself. */
  actingFor?: number
  via: 'session' | 'api-key' | 'access-token'
  /** How the session came about: `password`, `setup`, or a provider's id. Null for keys. */
  provider: string | null
  /** When the person last gave proof of who it is, in milliseconds since 1970; null where that is not known, and for keys. */
  authenticatedAt: number | null
}

/** An entity that the principal was allowed to reach. */
export interface EntityRef {
  id: number
  name: string
  kind: 'user' | 'team' | 'organization'
}

/** What a principal may do in a project. A contributor adds runs and changes those that it added. */
export type Standing = Role | 'contributor'

/** `add`: runs of one's own. `write`: what is there. `admin`: who sees the project, and that it is there. */
export type ProjectNeed = 'read' | 'add' | 'write' | 'admin'

export interface ProjectRef {
  id: number
  name: string
  entity: EntityRef
  standing: Standing
}

/** Projects that a principal may read: all of these entities but the hidden ones, and some of others. */
export interface ProjectScope {
  entityIds: number[]
  hiddenIds: number[]
  alsoIds: number[]
}

/**
 * The one place where "may this principal do this?" is answered. An entity that the principal may not even see is `not-found`, so that
 * its existence is not told; one that may be seen but not changed is `forbidden`.
 */
export interface EntityAccess {
  /** Throws AppError `entity-not-found` or `forbidden`. */
  require(principal: Principal, entityName: string, need: 'read' | 'write' | 'admin'): Promise<EntityRef>
  /**
   * A project by its names, with what the principal may do there; null where there is none, or none that it may see. Throws AppError
   * `entity-not-found` where it may see nothing of the entity, and `forbidden` where it may see the project and not do this.
   */
  project(principal: Principal, entityName: string, projectName: string, need: ProjectNeed): Promise<ProjectRef | null>
  /**
   * Which projects the principal may read, of one entity or of all; null for every one. Throws AppError `entity-not-found` where it may
   * see nothing of the entity.
   */
  readableProjects(principal: Principal, entityName?: string): Promise<ProjectScope | null>
  /** Every entity whose projects the principal may read; null for an administrator, who may read all. */
  readable(principal: Principal): Promise<EntityRef[] | null>
  /** The principal's own entity: where runs go when the client names none. */
  own(principal: Principal): Promise<EntityRef>
}
