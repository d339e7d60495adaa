import { createMinuteTurn } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { newToken } from '../base/ids.ts'
import type { ProvenWorkload } from '../sso/workload/issuer.ts'
import { sha256 } from './hash.ts'
import type { AccountsParts } from './parts.ts'
import type { Principal } from './principal.ts'
import { principalOf } from './sql/principals.ts'
import { findAccount, findByVerifiedEmail, type UserRow } from './sql/users.ts'

export interface IssuedToken {
  /** Told this once; only its hash is kept. */
  token: string
  /** Seconds. */
  expiresIn: number
  username: string
}

/** What a workload holds for at most an hour in place of an API key. */
export interface AccessTokens {
  /** Throws AppError `workload-user-unknown`, `workload-email-no-account` or `user-suspended`. */
  issue(workload: ProvenWorkload): Promise<IssuedToken>
  principalOf(token: string): Promise<Principal | null>
}

const minute = 60_000
const longest = 60 * minute
/** The client renews a token five minutes before its end: below this it would ask before every request. */
const shortest = 10 * minute
/** Tells an access token from an API key without asking the database. */
const prefix = 'access-'

export function createAccessTokens({ db, clock, events }: AccountsParts): AccessTokens {
  const isTimeToTidy = createMinuteTurn(clock)
  const accountOf = async ({ account, subject }: ProvenWorkload): Promise<UserRow> => {
    if ('username' in account) {
      const user = await findAccount(db, account.username)
      if (user) return user
      throw refusal('workload-user-unknown', { sub: subject, username: account.username })
    }
    const { email } = account
    const found = await findByVerifiedEmail(db, email)
    if (typeof found === 'string') throw refusal('workload-email-no-account', { sub: subject, email, reason: found })
    return found
  }

  return {
    async issue(workload) {
      const user = await accountOf(workload)
      if (user.disabled_at !== null) throw refusal('user-suspended', { username: user.username })
      const now = clock.now()
      // RFC 7521 4.1: not longer than the assertion "by a significant period".
      const lifetime = Math.min(longest, Math.max(shortest, workload.expiresAt - now))
      const token = prefix + newToken()
      if (isTimeToTidy()) await db.deleteFrom('access_token').where('expires_at', '<=', now).execute()
      await db
        .insertInto('access_token')
        .values({ token_hash: sha256(token), user_id: user.id, created_at: now, expires_at: now + lifetime })
        .execute()
      const { issuer, subject } = workload
      events.emit('audited', {
        action: 'access-token-issued',
        actor: `workload ${subject}`,
        subject: user.username,
        facts: { issuer, subject, expiresAt: now + lifetime },
      })
      return { token, expiresIn: Math.floor(lifetime / 1000), username: user.username }
    },

    async principalOf(token) {
      if (!token.startsWith(prefix)) return null
      const row = await db
        .selectFrom('access_token')
        .innerJoin('user', 'user.id', 'access_token.user_id')
        .selectAll('user')
        .where('token_hash', '=', sha256(token))
        .where('expires_at', '>', clock.now())
        .where('disabled_at', 'is', null)
        .executeTakeFirst()
      return row ? principalOf(row, 'access-token') : null
    },
  }
}

/** The code is one of the catalogue of single sign-on, which has the sentence for each side. */
const refusal = (code: string, facts: Record<string, unknown>) =>
  new AppError('forbidden', code, 'This workload may not act here.', { facts })
