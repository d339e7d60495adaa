import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely'
import { newToken } from '../base/ids.ts'
import type { AppSchema } from '../storage/sql/schema.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import { sha256 } from './hash.ts'
import type { AccountsParts } from './parts.ts'

/** The id of a session that goes on: another where what its person may do has changed (OWASP ASVS 5.0, 7.2.4). */
export interface SessionIds {
  /**
   * Gives the session another id where its person became an administrator, or is none any more, since it got the one it has. One of many
   * requests gets it, the others null. The old one is good until the new one is seen, and a moment longer for requests on their way; where
   * the new one is not seen, because the answer that brought it was lost, the old one gets another.
   */
  reissue(token: string): Promise<ReissuedSession | null>
}

export interface ReissuedSession {
  token: string
  expiresAt: number
}

/** Milliseconds for which a former id is good after the new one was seen, and after which a new one that was not seen counts as lost. */
const overlap = 60_000
const lostAfter = 10_000

type Session = ExpressionBuilder<AppSchema, 'session'>

/** The session that has this id, or had it a moment ago. Whether it is still good, `isGood` tells. */
export const hasId = (token: string) => hasIdHash(sha256(token))

export const hasIdHash =
  (hash: string) =>
  (session: Session): ExpressionWrapper<AppSchema, 'session', SqlBool> =>
    session.or([session('session.id_hash', '=', hash), session('session.former_id_hash', '=', hash)])

interface Ids {
  id_hash: string
  id_given_at: number
  former_until: number | null
}

export const isGood = (token: string, ids: Ids, now: number): boolean =>
  ids.id_hash === sha256(token) || ids.former_until === null || ids.former_until > now

/** Whether the answer that brought the new id seems to have been lost. */
export const isLost = (token: string, ids: Ids, now: number): boolean =>
  ids.id_hash !== sha256(token) && ids.former_until === null && now - ids.id_given_at > lostAfter

/** What to write when this id is seen for the first time; null where it was. */
export const firstSight = (token: string, ids: Ids & { former_id_hash: string | null }, now: number) =>
  ids.former_id_hash !== null && ids.id_hash === sha256(token) && ids.former_until === null
    ? { former_until: now + overlap }
    : null

export function createSessionIds({ db, clock }: Pick<AccountsParts, 'db' | 'clock'>): SessionIds {
  return {
    reissue: (token) =>
      inTransaction(db, async (trx) => {
        const row = await trx
          .selectFrom('session')
          .innerJoin('user', 'user.id', 'session.user_id')
          .select(['id_hash', 'id_given_at', 'former_until', 'expires_at', 'session.admin', 'user.admin as isAdmin'])
          .where((session) => hasId(token)(session as unknown as Session))
          .executeTakeFirst()
        const now = clock.now()
        if (!row) return null
        const isOutdated = row.admin !== row.isAdmin
        if (!isOutdated && !isLost(token, row, now)) return null
        const next = newToken()
        const { numUpdatedRows } = await trx
          .updateTable('session')
          .set({
            id_hash: sha256(next),
            id_given_at: now,
            admin: row.isAdmin,
            ...(isOutdated && { former_id_hash: row.id_hash, former_until: null }),
          })
          .where('id_hash', '=', row.id_hash)
          .executeTakeFirstOrThrow()
        return numUpdatedRows === 1n ? { token: next, expiresAt: row.expires_at } : null
      }),
  }
}
