import { newToken } from '../base/ids.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import { sha256 } from './hash.ts'
import type { AccountsParts } from './parts.ts'

/** The id of a session that goes on: another where what its person may do has changed (OWASP ASVS 5.0, 7.2.4). */
export interface SessionIds {
  /**
   * Gives the session another id where its person became an administrator, or is none any more, since it got the one it has. One of many
   * requests gets it, the others null; the old id lasts a moment longer, for those that are on their way.
   */
  reissue(token: string): Promise<ReissuedSession | null>
}

export interface ReissuedSession {
  token: string
  expiresAt: number
}

/** Milliseconds for which a replaced id is still good. */
const overlap = 60_000

export function createSessionIds({ db, clock }: Pick<AccountsParts, 'db' | 'clock'>): SessionIds {
  return {
    reissue: (token) =>
      inTransaction(db, async (trx) => {
        const row = await trx
          .selectFrom('session')
          .innerJoin('user', 'user.id', 'session.user_id')
          .selectAll('session')
          .select('user.admin as isAdmin')
          .where('id_hash', '=', sha256(token))
          .executeTakeFirst()
        if (!row || row.admin === row.isAdmin) return null
        const { isAdmin, ...session } = row
        const next = newToken()
        const { numUpdatedRows } = await trx
          .updateTable('session')
          .set({
            admin: isAdmin,
            replaced_by: sha256(next),
            expires_at: Math.min(session.expires_at, clock.now() + overlap),
            // Its provider is asked for the new one alone: a refresh token works once.
            sealed_tokens: null,
            asked_at: null,
            validated_at: null,
          })
          .where('id_hash', '=', session.id_hash)
          .where('admin', '=', session.admin)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows !== 1n) return null
        await trx
          .insertInto('session')
          .values({ ...session, id_hash: sha256(next), admin: isAdmin })
          .execute()
        return { token: next, expiresAt: session.expires_at }
      }),
  }
}
