import type { EntityAccess, Principal } from './principal.ts'

/** A person as administrators see it. */
export interface User {
  id: number
  username: string
  email: string | null
  name: string | null
  admin: boolean
  disabled: boolean
  createdAt: number
  hasPassword: boolean
}

/** What a verified sign-in at a provider says of a person. Shape shared with `sso/identity.ts`. */
export interface SignInIdentity {
  /** Our id of the provider. */
  provider: string
  issuer: string
  subject: string
  /** The provider's `sid`, for back-channel logout. */
  providerSession: string | null
  username: string | null
  name: string | null
  email: string | null
  emailVerified: boolean
  groups: string[]
  /** Kept sealed, for `id_token_hint` when the person signs out. */
  idToken: string | null
}

export interface NewSession {
  /** The cookie's value; only its hash is kept. */
  token: string
  expiresAt: number
  user: User
}

/** What the rest of the server may ask of people and what lets them in. */
export interface Accounts {
  /** The principal of a session cookie's value, or null. */
  principalOfSession(token: string): Promise<Principal | null>
  /** The principal of an API key, or null. */
  principalOfApiKey(key: string): Promise<Principal | null>
  access: EntityAccess
}
