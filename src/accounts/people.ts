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

/** Something that did not end a sign-in and that an administrator should know: a code of the catalogue, with its facts. */
export interface IdentityFinding {
  code:
    | 'admin-demoted-by-sync'
    | 'email-changed'
    | 'link-takeover'
    | 'sub-changed'
    | 'team-missing'
    | 'username-collision'
  facts: Record<string, unknown>
}

export interface NewSession {
  /** The cookie's value; only its hash is kept. */
  token: string
  expiresAt: number
  /** How it came about: `password`, `restore`, `setup`, or a provider's id. */
  provider: string
  user: User
}
