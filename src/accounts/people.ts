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

/** What a verified sign-in at a provider says of a person. */
export type { VerifiedIdentity as SignInIdentity } from '../sso/identity.ts'

export interface NewSession {
  /** The cookie's value; only its hash is kept. */
  token: string
  expiresAt: number
  /** How it came about: `password`, `restore`, `setup`, or a provider's id. */
  provider: string
  user: User
}
