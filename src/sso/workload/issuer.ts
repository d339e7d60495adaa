/** A server whose tokens let programs in: `workloadIssuers` of the configuration file. No provider of sign-ins is one by itself. */
export interface WorkloadIssuer {
  /** As it was written; one slash at its end more or less is mended. */
  issuer: string
  /** One of them must be in `aud`. Never empty. */
  audiences: string[]
  /** `sub` to the user name of the account that the workload acts as. */
  subjects: ReadonlyMap<string, string>
  /** Whether a subject without an entry may be the account of its e-mail address. */
  matchVerifiedEmail: boolean
  /** SKIP_AUDIENCE_VALIDATION: a token for others counts too, for subjects that have an entry. */
  anyAudience: boolean
}

/** What a workload was proven to be, and the account that it asks for. Only made when every check has passed. */
export interface ProvenWorkload {
  issuer: string
  subject: string
  /** An entry names the account; an address leads to one only by the rules of `accounts`. */
  account: { username: string } | { email: string }
  /** When the token that proved it runs out, in milliseconds since 1970. */
  expiresAt: number
}

export const sameButSlash = (one: string, other: string): boolean => one.replace(/\/$/, '') === other.replace(/\/$/, '')
