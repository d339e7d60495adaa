import type { AppDb } from '../storage/sql/schema.ts'
import { subjectKey } from './hash.ts'
import { byPassword } from './password-rule.ts'
import { hasId, hasIdHash } from './session-ids.ts'

/** The ways in which sessions end without their browser. */
export interface SessionEnds {
  /** Ends it together with all sessions of the same session at its provider, or of the same person there. Returns how many. */
  endWith(token: string, others: 'provider-session' | 'person'): Promise<number>
  /** Ends those of a person at one provider. */
  endOfUser(userId: number, provider: string): Promise<void>
  /** Ends those that began with a password or the set-up link, but of break-glass accounts. */
  endOfPasswords(): Promise<void>
  /** OpenID Connect Back-Channel Logout 1.0, 2.7: all sessions of the `sid`, or, without one, of the `sub`. Returns how many. */
  endOf(order: { provider: string; subject: string | null; providerSession: string | null }): Promise<number>
}

const keyOf = (text: string | null) => (text === null ? '' : subjectKey(text))

export function createSessionEnds(db: AppDb): SessionEnds {
  return {
    async endWith(token, others) {
      const row = await db
        .selectFrom('session')
        .select(['id_hash', 'provider', 'subject', 'provider_session'])
        .where(hasId(token))
        .executeTakeFirst()
      if (!row) return 0
      const column = others === 'person' ? 'subject' : 'provider_session'
      const shared = row[column]
      const all = db.deleteFrom('session').where('provider', '=', row.provider)
      const { numDeletedRows } = await all
        .where((session) => (shared === null ? hasIdHash(row.id_hash)(session) : session(column, '=', shared)))
        .executeTakeFirst()
      return Number(numDeletedRows)
    },

    async endOfUser(userId, provider) {
      await db.deleteFrom('session').where('user_id', '=', userId).where('provider', '=', provider).execute()
    },

    async endOfPasswords() {
      const spared = db.selectFrom('user').select('id').where('break_glass_at', 'is not', null)
      await db.deleteFrom('session').where('provider', 'in', byPassword).where('user_id', 'not in', spared).execute()
    },

    async endOf({ provider, subject, providerSession }) {
      const ours = db.deleteFrom('session').where('provider', '=', provider)
      // A session of which no `sid` is known is ended by the `sub`: one too many rather than one that stays.
      const named =
        providerSession === null
          ? ours.where('subject', '=', keyOf(subject))
          : ours.where((session) =>
              session.or([
                session('provider_session', '=', subjectKey(providerSession)),
                session.and([session('provider_session', 'is', null), session('subject', '=', keyOf(subject))]),
              ]),
            )
      const { numDeletedRows } = await named.executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
