import { newToken } from '../base/ids.ts'
import type { SessionTokens } from '../sso/session-tokens.ts'
import { sha256, subjectKey } from './hash.ts'
import type { AccountsParts } from './parts.ts'
import type { NewSession } from './people.ts'
import type { Principal } from './principal.ts'
import { principalOf } from './sql/principals.ts'
import { asUser, findUserById } from './sql/users.ts'

/** What a provider says of a session there, kept to end both together and to ask whether it still stands. */
export interface ProviderSide {
  subject: string | null
  providerSession: string | null
  tokens: SessionTokens | null
  /** Milliseconds since 1970; null where it is not known when the person last gave proof of who it is. */
  authenticatedAt: number | null
}

export interface EndedSession {
  username: string
  provider: string
  idToken: string | null
}

export interface Sessions {
  /** A new session, by something that the person gave here: a password, or a link that works once. */
  begin(userId: number, by: 'password' | 'restore' | 'setup'): Promise<NewSession>
  /** A new session by a sign-in at a provider, whose id `provider` is. */
  beginAt(provider: string, userId: number, side: ProviderSide): Promise<NewSession>
  principalOf(token: string): Promise<Principal | null>
  /** Ends it and gives what its provider must be told; null where there was none. */
  end(token: string): Promise<EndedSession | null>
  /** OpenID Connect Back-Channel Logout 1.0, 2.7: all sessions of the `sid`, or, without one, of the `sub`. Returns how many. */
  endOf(order: { provider: string; subject: string | null; providerSession: string | null }): Promise<number>
}

const purpose = 'session-tokens'
const keyOf = (text: string | null) => (text === null ? null : subjectKey(text))
/** The time of last use is written at most this often. */
const noteEvery = 60_000

export function createSessions({ db, clock, key, sessionLength }: AccountsParts): Sessions {
  const find = (token: string) =>
    db
      .selectFrom('session')
      .innerJoin('user', 'user.id', 'session.user_id')
      .selectAll('user')
      .select(['session.provider', 'session.last_seen_at', 'session.sealed_tokens', 'session.authenticated_at'])
      .where('session.id_hash', '=', sha256(token))
      .where('session.expires_at', '>', clock.now())
      .where('user.disabled_at', 'is', null)
      .executeTakeFirst()

  const seal = (tokens: SessionTokens | null) => (tokens === null ? null : key.seal(purpose, JSON.stringify(tokens)))
  const unseal = (sealed: string | null): SessionTokens | null => {
    const text = sealed === null ? null : key.unseal(purpose, sealed)
    return text === null ? null : JSON.parse(text)
  }

  const insert = async (provider: string, userId: number, side: ProviderSide, validatedAt: number | null) => {
    const token = newToken()
    const now = clock.now()
    const expiresAt = now + sessionLength
    await db.deleteFrom('session').where('expires_at', '<=', now).execute()
    await db
      .insertInto('session')
      .values({
        id_hash: sha256(token),
        user_id: userId,
        provider,
        subject: keyOf(side.subject),
        provider_session: keyOf(side.providerSession),
        sealed_tokens: seal(side.tokens),
        authenticated_at: side.authenticatedAt,
        validated_at: validatedAt,
        created_at: now,
        last_seen_at: now,
        expires_at: expiresAt,
      })
      .execute()
    const user = await findUserById(db, userId)
    return { token, expiresAt, provider, user: asUser(user!) }
  }

  return {
    begin: (userId, by) =>
      insert(by, userId, { subject: null, providerSession: null, tokens: null, authenticatedAt: clock.now() }, null),
    beginAt: (provider, userId, side) => insert(provider, userId, side, clock.now()),

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
      return { username: row.username, provider: row.provider, idToken: unseal(row.sealed_tokens)?.idToken ?? null }
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
