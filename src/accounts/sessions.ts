import { createMinuteTurn } from '../base/clock.ts'
import { newToken } from '../base/ids.ts'
import type { SessionTokens } from '../sso/session-tokens.ts'
import { sha256, subjectKey } from './hash.ts'
import type { AccountsParts } from './parts.ts'
import { isForbidden, requireSsoSetting } from './password-rule.ts'
import type { NewSession } from './people.ts'
import type { Principal } from './principal.ts'
import { createSessionEnds, type SessionEnds } from './session-ends.ts'
import { createSessionIds, firstSight, hasId, hasIdHash, isGood, isLost, type SessionIds } from './session-ids.ts'
import { createSessionTurns, type SessionTurns } from './session-turns.ts'
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
  refreshToken: string | null
}

/** A session that is in force. */
export interface LiveSession {
  principal: Principal
  /** Null where no provider stands behind it. */
  provider: { id: string; askedAt: number; validatedAt: number } | null
  /** Whether it must get another id: this one is from before its person became an administrator or stopped to be one, or the new one was lost. */
  isOutdated: boolean
}

export interface Sessions extends SessionTurns, SessionEnds, SessionIds {
  /** A new session, by something that the person gave here: a password, or a link that works once. */
  begin(userId: number, by: 'password' | 'restore' | 'setup'): Promise<NewSession>
  /** A new session by a sign-in at a provider, whose id `provider` is. */
  beginAt(provider: string, userId: number, side: ProviderSide): Promise<NewSession>
  find(token: string): Promise<LiveSession | null>
  /** Ends it and gives what its provider must be told; null where there was none. */
  end(token: string): Promise<EndedSession | null>
}

const keyOf = (text: string | null) => (text === null ? null : subjectKey(text))
/** The time of last use is written at most this often. */
const noteEvery = 60_000

export function createSessions(parts: AccountsParts): Sessions {
  const { db, clock, sessionLength, sessionIdle, passwordsAlways } = parts
  const { seal, tokensOf, ...turns } = createSessionTurns(parts)
  const isTimeToTidy = createMinuteTurn(clock)
  const rowOf = async (token: string) => {
    const row = await db
      .selectFrom('session')
      .innerJoin('user', 'user.id', 'session.user_id')
      .leftJoin('setting', (join) => join.on('setting.name', '=', requireSsoSetting))
      .selectAll('user')
      .select('setting.value as requireSso')
      .select(['session.provider', 'session.last_seen_at', 'session.asked_at', 'session.validated_at'])
      .select(['session.authenticated_at', 'session.admin as adminThen'])
      .select(['session.id_hash', 'session.former_id_hash', 'session.id_given_at', 'session.former_until'])
      .where(hasId(token))
      .where('session.expires_at', '>', clock.now())
      .$if(sessionIdle !== undefined, (rows) => rows.where('session.last_seen_at', '>', clock.now() - sessionIdle!))
      .where('user.disabled_at', 'is', null)
      .executeTakeFirst()
    return row && isGood(token, row, clock.now()) ? row : null
  }

  const insert = async (provider: string, userId: number, side: ProviderSide, isAsked: boolean) => {
    const token = newToken()
    const now = clock.now()
    const user = (await findUserById(db, userId))!
    const expiresAt = now + sessionLength
    if (isTimeToTidy()) await db.deleteFrom('session').where('expires_at', '<=', now).execute()
    await db
      .insertInto('session')
      .values({
        id_hash: sha256(token),
        user_id: userId,
        admin: user.admin,
        provider,
        subject: keyOf(side.subject),
        provider_session: keyOf(side.providerSession),
        sealed_tokens: seal(side.tokens),
        authenticated_at: side.authenticatedAt,
        asked_at: isAsked ? now : null,
        validated_at: isAsked ? now : null,
        created_at: now,
        last_seen_at: now,
        id_given_at: now,
        former_id_hash: null,
        former_until: null,
        expires_at: expiresAt,
      })
      .execute()
    return { token, expiresAt, provider, user: asUser(user) }
  }

  return {
    ...turns,
    ...createSessionEnds(db),
    ...createSessionIds(parts),
    begin: (userId, by) =>
      insert(by, userId, { subject: null, providerSession: null, tokens: null, authenticatedAt: clock.now() }, false),
    beginAt: (provider, userId, side) => insert(provider, userId, side, true),

    async find(token) {
      const row = await rowOf(token)
      if (!row) return null
      if (!passwordsAlways && isForbidden(row)) {
        await db.deleteFrom('session').where('id_hash', '=', row.id_hash).execute()
        return null
      }
      const now = clock.now()
      const news = {
        ...firstSight(token, row, now),
        ...(now - row.last_seen_at > noteEvery && { last_seen_at: now }),
      }
      if (Object.keys(news).length > 0)
        await db.updateTable('session').set(news).where('id_hash', '=', row.id_hash).execute()
      const { asked_at: askedAt, validated_at: validatedAt } = row
      const isAsked = askedAt !== null && validatedAt !== null
      return {
        principal: principalOf(row, 'session', { provider: row.provider, authenticatedAt: row.authenticated_at }),
        provider: isAsked ? { id: row.provider, askedAt, validatedAt } : null,
        isOutdated: row.adminThen !== row.admin || isLost(token, row, now),
      }
    },

    async end(token) {
      const row = await rowOf(token)
      if (!row) return null
      const tokens = await tokensOf(token)
      await db.deleteFrom('session').where(hasIdHash(row.id_hash)).execute()
      const { username, provider } = row
      return { username, provider, idToken: tokens?.idToken ?? null, refreshToken: tokens?.refreshToken ?? null }
    },
  }
}
