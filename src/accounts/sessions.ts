import { createMinuteTurn } from '../base/clock.ts'
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

/** A session that is in force. */
export interface LiveSession {
  principal: Principal
  /** Null where no provider stands behind it. */
  provider: { id: string; askedAt: number; validatedAt: number } | null
}

export interface Sessions {
  /** A new session, by something that the person gave here: a password, or a link that works once. */
  begin(userId: number, by: 'password' | 'restore' | 'setup'): Promise<NewSession>
  /** A new session by a sign-in at a provider, whose id `provider` is. */
  beginAt(provider: string, userId: number, side: ProviderSide): Promise<NewSession>
  find(token: string): Promise<LiveSession | null>
  /** Whether it is a session of this person at this provider. */
  isOf(token: string, identity: { provider: string; subject: string }): Promise<boolean>
  /** Takes the turn to ask the provider: of all that saw the same `askedAt`, on every replica, one gets the tokens and the others null. */
  takeTurn(token: string, askedAt: number): Promise<SessionTokens | null>
  /** Keeps what the provider gave instead; `validatedAt` where it also said that the sign-in stands. Nothing where the session ended meanwhile. */
  renew(token: string, tokens: SessionTokens, validatedAt?: number): Promise<void>
  /** Ends it together with all sessions of the same session at its provider, or of the same person there. Returns how many. */
  endWith(token: string, others: 'provider-session' | 'person'): Promise<number>
  /** Ends it and gives what its provider must be told; null where there was none. */
  end(token: string): Promise<EndedSession | null>
  /** Ends those of a person at one provider. */
  endOfUser(userId: number, provider: string): Promise<void>
  /** OpenID Connect Back-Channel Logout 1.0, 2.7: all sessions of the `sid`, or, without one, of the `sub`. Returns how many. */
  endOf(order: { provider: string; subject: string | null; providerSession: string | null }): Promise<number>
}

const purpose = 'session-tokens'
const keyOf = (text: string | null) => (text === null ? null : subjectKey(text))
/** The time of last use is written at most this often. */
const noteEvery = 60_000

export function createSessions({ db, clock, key, sessionLength, sessionIdle }: AccountsParts): Sessions {
  const isTimeToTidy = createMinuteTurn(clock)
  const rowOf = (token: string) =>
    db
      .selectFrom('session')
      .innerJoin('user', 'user.id', 'session.user_id')
      .selectAll('user')
      .select(['session.provider', 'session.last_seen_at', 'session.asked_at', 'session.validated_at'])
      .select('session.authenticated_at')
      .where('session.id_hash', '=', sha256(token))
      .where('session.expires_at', '>', clock.now())
      .$if(sessionIdle !== undefined, (rows) => rows.where('session.last_seen_at', '>', clock.now() - sessionIdle!))
      .where('user.disabled_at', 'is', null)
      .executeTakeFirst()

  const seal = (tokens: SessionTokens | null) => (tokens === null ? null : key.seal(purpose, JSON.stringify(tokens)))
  /** Apart from the rest: they are long, and few requests need them. */
  const tokensOf = async (token: string): Promise<SessionTokens | null> => {
    const row = await db
      .selectFrom('session')
      .select('sealed_tokens')
      .where('id_hash', '=', sha256(token))
      .executeTakeFirst()
    const text = row?.sealed_tokens ? key.unseal(purpose, row.sealed_tokens) : null
    return text === null ? null : JSON.parse(text)
  }

  const insert = async (provider: string, userId: number, side: ProviderSide, isAsked: boolean) => {
    const token = newToken()
    const now = clock.now()
    const expiresAt = now + sessionLength
    if (isTimeToTidy()) await db.deleteFrom('session').where('expires_at', '<=', now).execute()
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
        asked_at: isAsked ? now : null,
        validated_at: isAsked ? now : null,
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
      insert(by, userId, { subject: null, providerSession: null, tokens: null, authenticatedAt: clock.now() }, false),
    beginAt: (provider, userId, side) => insert(provider, userId, side, true),

    async find(token) {
      const row = await rowOf(token)
      if (!row) return null
      if (clock.now() - row.last_seen_at > noteEvery) {
        const seen = { last_seen_at: clock.now() }
        await db.updateTable('session').set(seen).where('id_hash', '=', sha256(token)).execute()
      }
      const { asked_at: askedAt, validated_at: validatedAt } = row
      const isAsked = askedAt !== null && validatedAt !== null
      return {
        principal: principalOf(row, 'session', { provider: row.provider, authenticatedAt: row.authenticated_at }),
        provider: isAsked ? { id: row.provider, askedAt, validatedAt } : null,
      }
    },

    async isOf(token, { provider, subject }) {
      const found = await db
        .selectFrom('session')
        .select('id_hash')
        .where('id_hash', '=', sha256(token))
        .where('provider', '=', provider)
        .where('subject', '=', subjectKey(subject))
        .executeTakeFirst()
      return found !== undefined
    },

    async takeTurn(token, askedAt) {
      const { numUpdatedRows } = await db
        .updateTable('session')
        .set({ asked_at: clock.now() })
        .where('id_hash', '=', sha256(token))
        .where('asked_at', '=', askedAt)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n ? tokensOf(token) : null
    },

    async renew(token, tokens, validatedAt) {
      const renewed = {
        sealed_tokens: seal(tokens),
        ...(validatedAt !== undefined && { validated_at: validatedAt }),
      }
      await db.updateTable('session').set(renewed).where('id_hash', '=', sha256(token)).execute()
    },

    async end(token) {
      const [row, tokens] = [await rowOf(token), await tokensOf(token)]
      await db.deleteFrom('session').where('id_hash', '=', sha256(token)).execute()
      return row ? { username: row.username, provider: row.provider, idToken: tokens?.idToken ?? null } : null
    },

    async endWith(token, others) {
      const row = await db
        .selectFrom('session')
        .select(['provider', 'subject', 'provider_session'])
        .where('id_hash', '=', sha256(token))
        .executeTakeFirst()
      if (!row) return 0
      const column = others === 'person' ? 'subject' : 'provider_session'
      const shared = row[column]
      const all = db.deleteFrom('session').where('provider', '=', row.provider)
      const { numDeletedRows } = await all
        .where((session) => (shared === null ? session('id_hash', '=', sha256(token)) : session(column, '=', shared)))
        .executeTakeFirst()
      return Number(numDeletedRows)
    },

    async endOfUser(userId, provider) {
      await db.deleteFrom('session').where('user_id', '=', userId).where('provider', '=', provider).execute()
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
