/** Who is asking, as proven by a session cookie, an API key or an access token. */
export interface Principal {
  userId: number
  username: string
  email: string | null
  name: string | null
  admin: boolean
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
  kind: 'user' | 'team'
}

/**
 * The one place where "may this principal do this?" is answered. An entity that the principal may not even see is `not-found`, so that
 * its existence is not told; one that may be seen but not changed is `forbidden`.
 */
export interface EntityAccess {
  /** Throws AppError `entity-not-found` or `forbidden`. */
  require(principal: Principal, entityName: string, need: 'read' | 'write' | 'admin'): Promise<EntityRef>
  /** Every entity whose projects the principal may read; null for an administrator, who may read all. */
  readable(principal: Principal): Promise<EntityRef[] | null>
  /** The principal's own entity: where runs go when the client names none. */
  own(principal: Principal): Promise<EntityRef>
}
