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
  /** Whether the provider's groups make an administrator; null where no rule says so. */
  admin: boolean | null
  /** Kept sealed, for `id_token_hint` when the person signs out. */
  idToken: string | null
}

export interface NewSession {
  /** The cookie's value; only its hash is kept. */
  token: string
  expiresAt: number
  /** How it came about: `password`, `restore`, `setup`, or a provider's id. */
  provider: string
  user: User
}
