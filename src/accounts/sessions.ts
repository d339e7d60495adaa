import { newToken } from '../base/ids.ts'
import { sha256, subjectKey } from './hash.ts'
import type { AccountsParts } from './parts.ts'
import type { NewSession } from './people.ts'
import type { Principal } from './principal.ts'
import { principalOf } from './sql/principals.ts'
import { asUser, findUserById } from './sql/users.ts'

/** What a provider says of a session there, kept to end both together. */
export interface ProviderSide {
  provider: string
  subject: string | null
  providerSession: string | null
  idToken: string | null
}

export interface EndedSession {
  username: string
  provider: string
  idToken: string | null
}

export interface Sessions {
  /** A new session with a new id; `provider` is `password`, `restore`, `setup` or a provider's id. */
  begin(userId: number, side: ProviderSide): Promise<NewSession>
  principalOf(token: string): Promise<Principal | null>
  /** Ends it and gives what its provider must be told; null where there was none. */
  end(token: string): Promise<EndedSession | null>
  /** OpenID Connect Back-Channel Logout 1.0, 2.7: all sessions of the `sid`, or, without one, of the `sub`. Returns how many. */
  endOf(order: { provider: string; subject: string | null; providerSession: string | null }): Promise<number>
}

const purpose = 'id-token'
const keyOf = (text: string | null) => (text === null ? null : subjectKey(text))
/** The time of last use is written at most this often. */
const noteEvery = 60_000

export function createSessions({ db, clock, key, sessionLength }: AccountsParts): Sessions {
  const find = (token: string) =>
    db
      .selectFrom('session')
      .innerJoin('user', 'user.id', 'session.user_id')
      .selectAll('user')
      .select(['session.provider', 'session.last_seen_at', 'session.sealed_id_token'])
      .where('session.id_hash', '=', sha256(token))
      .where('session.expires_at', '>', clock.now())
      .where('user.disabled_at', 'is', null)
      .executeTakeFirst()

  return {
    async begin(userId, side) {
      const token = newToken()
      const now = clock.now()
      const expiresAt = now + sessionLength
      await db.deleteFrom('session').where('expires_at', '<=', now).execute()
      await db
        .insertInto('session')
        .values({
          id_hash: sha256(token),
          user_id: userId,
          provider: side.provider,
          subject: keyOf(side.subject),
          provider_session: keyOf(side.providerSession),
          sealed_id_token: side.idToken === null ? null : key.seal(purpose, side.idToken),
          created_at: now,
          last_seen_at: now,
          expires_at: expiresAt,
        })
        .execute()
      const user = await findUserById(db, userId)
      return { token, expiresAt, provider: side.provider, user: asUser(user!) }
    },

    async principalOf(token) {
      const row = await find(token)
      if (!row) return null
      if (clock.now() - row.last_seen_at > noteEvery) {
        const seen = { last_seen_at: clock.now() }
        await db.updateTable('session').set(seen).where('id_hash', '=', sha256(token)).execute()
      }
      return principalOf(row, 'session', row.provider)
    },

    async end(token) {
      const row = await find(token)
      await db.deleteFrom('session').where('id_hash', '=', sha256(token)).execute()
      if (!row) return null
      const idToken = row.sealed_id_token === null ? null : key.unseal(purpose, row.sealed_id_token)
      return { username: row.username, provider: row.provider, idToken }
    },

    async endOf({ provider, subject, providerSession }) {
      const ours = db.deleteFrom('session').where('provider', '=', provider)
      // A session of which no `sid` is known is ended by the `sub`: one too many rather than one that stays.
      const named =
        providerSession === null
          ? ours.where('subject', '=', keyOf(subject) ?? '')
          : ours.where((session) =>
              session.or([
                session('provider_session', '=', subjectKey(providerSession)),
                session.and([session('provider_session', 'is', null), session('subject', '=', keyOf(subject) ?? '')]),
              ]),
            )
      const { numDeletedRows } = await named.executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
