import { AppError } from '../base/errors.ts'
import { sha256, subjectKey } from './hash.ts'
import type { AccountsParts } from './parts.ts'
import { isPassword } from './passwords.ts'
import type { NewSession, SignInIdentity } from './people.ts'
import type { Sessions } from './sessions.ts'
import { accountsWithEmail, addIdentity, type IdentityKey, userOfIdentity } from './sql/identities.ts'
import { findUser, type UserRow } from './sql/users.ts'
import type { Standings } from './standing.ts'

/** A sign-in that was refused because its address belongs to an account, and may be linked to it. */
export interface PendingLink {
  /** Whose password is asked for. */
  username: string
}

export interface Identity extends IdentityKey {
  issuer: string
  createdAt: number
  lastSignInAt: number
}

/** Who is known at which provider as which account: how that comes about beside the first sign-in, and how it ends. */
export interface Links {
  /** Keeps a proven identity for its own browser, for ten minutes, and (without what is secret) for an administrator, for a week. */
  keep(attemptId: string, browser: string, identity: SignInIdentity): Promise<void>
  /** Null where it is too late, the browser another one, or there is not exactly one account with a password. */
  pending(attemptId: string, browser: string): Promise<PendingLink | null>
  /** Links by the account's password and signs in; null where it is the wrong one. Throws `link-expired`. */
  withPassword(attemptId: string, browser: string, password: string): Promise<NewSession | null>
  list(username: string): Promise<Identity[]>
  /** An administrator's approval of a refused sign-in. Throws `link-expired`, `identity-taken`, `user-not-found`. */
  approve(username: string, attemptId: string, actor: string): Promise<void>
  /** Throws `identity-taken`, `user-not-found`. */
  add(username: string, identity: IdentityKey & { issuer: string }, actor: string): Promise<void>
  /** Ends the sessions of this identity too. Throws `identity-not-found`, `user-not-found`. */
  remove(username: string, identity: IdentityKey, actor: string): Promise<void>
}

const minute = 60_000
const forPerson = 10 * minute
const forAdministrator = 7 * 24 * 60 * minute
const purpose = 'pending-link'

export function createLinks(parts: AccountsParts, sessions: Sessions, standings: Standings): Links {
  const { db, clock, key, events } = parts

  const audit = (action: string, actor: string, username: string, facts: Record<string, unknown>) =>
    events.emit('audited', { action, actor, subject: username, facts })

  const get = async (username: string): Promise<UserRow> => {
    const user = await findUser(db, username)
    if (!user) throw new AppError('not-found', 'user-not-found', `There is no user "${username}".`)
    return user
  }

  const rowOf = (attemptId: string) =>
    db.selectFrom('pending_link').selectAll().where('attempt_id', '=', attemptId).executeTakeFirst()

  /** The identity, and the one account whose password is asked for. */
  const open = async (attemptId: string, browser: string) => {
    const row = await rowOf(attemptId)
    if (!row || row.browser_hash !== sha256(browser) || row.created_at < clock.now() - forPerson) return null
    const text = key.unseal(purpose, row.sealed)
    const identity = text === null ? null : (JSON.parse(text) as SignInIdentity)
    const accounts = identity?.email ? await accountsWithEmail(db, identity.email) : []
    const [user, ...others] = accounts.filter((each) => each.password_hash !== null && each.disabled_at === null)
    return identity && user && others.length === 0 ? { identity, user } : null
  }

  const link = async (user: UserRow, identity: IdentityKey & { issuer: string }, actor: string, by: string) => {
    if (!(await addIdentity(db, identity, user.id, clock.now()))) {
      const owner = await userOfIdentity(db, identity)
      if (owner?.id === user.id) return
      const message = `This identity belongs to "${owner?.username}". Unlink it there first.`
      throw new AppError('conflict', 'identity-taken', message)
    }
    audit('identity-linked', actor, user.username, { provider: identity.provider, subject: identity.subject, by })
  }

  const forget = async (attemptId: string): Promise<boolean> => {
    const { numDeletedRows } = await db
      .deleteFrom('pending_link')
      .where('attempt_id', '=', attemptId)
      .executeTakeFirstOrThrow()
    return numDeletedRows > 0n
  }

  return {
    async keep(attemptId, browser, identity) {
      const now = clock.now()
      await db
        .deleteFrom('pending_link')
        .where('created_at', '<', now - forAdministrator)
        .execute()
      // Tokens are kept only for as long as the person may use them.
      await db
        .updateTable('pending_link')
        .set({ sealed: '' })
        .where('created_at', '<', now - forPerson)
        .where('sealed', '!=', '')
        .execute()
      await db
        .insertInto('pending_link')
        .values({
          attempt_id: attemptId,
          browser_hash: sha256(browser),
          provider: identity.provider,
          subject: identity.subject,
          issuer: identity.issuer,
          sealed: key.seal(purpose, JSON.stringify(identity)),
          created_at: now,
        })
        .execute()
    },

    async pending(attemptId, browser) {
      const found = await open(attemptId, browser)
      return found && { username: found.user.username }
    },

    async withPassword(attemptId, browser, password) {
      const found = await open(attemptId, browser)
      if (!found) throw expired()
      const { identity, user } = found
      if (!(await isPassword(password, user.password_hash))) {
        audit('sign-in-refused', user.username, user.username, { with: 'password', to: 'link an identity' })
        return null
      }
      // Of two at the same time one goes on.
      if (!(await forget(attemptId))) throw expired()
      await link(user, identity, user.username, 'password')
      await standings.apply(identity)
      audit('signed-in', user.username, user.username, { with: identity.provider })
      return sessions.beginAt(identity.provider, user.id, identity)
    },

    async list(username) {
      const { id } = await get(username)
      const rows = await db
        .selectFrom('identity')
        .selectAll()
        .where('user_id', '=', id)
        .orderBy('provider')
        .orderBy('subject')
        .execute()
      return rows.map((row) => ({
        provider: row.provider,
        subject: row.subject,
        issuer: row.issuer,
        createdAt: row.created_at,
        lastSignInAt: row.last_sign_in_at,
      }))
    },

    async approve(username, attemptId, actor) {
      const user = await get(username)
      const row = await rowOf(attemptId)
      if (!row || row.created_at < clock.now() - forAdministrator) throw expired()
      await link(user, row, actor, 'administrator')
      await forget(attemptId)
    },

    async add(username, identity, actor) {
      await link(await get(username), identity, actor, 'administrator')
    },

    async remove(username, { provider, subject }, actor) {
      const { id } = await get(username)
      const { numDeletedRows } = await db
        .deleteFrom('identity')
        .where('user_id', '=', id)
        .where('provider', '=', provider)
        .where('subject', 'in', [subject, subjectKey(subject)])
        .executeTakeFirstOrThrow()
      if (numDeletedRows === 0n)
        throw new AppError('not-found', 'identity-not-found', `"${username}" has no such identity at "${provider}".`)
      await sessions.endOfUser(id, provider)
      audit('identity-unlinked', actor, username, { provider, subject })
    },
  }
}

const expired = () =>
  new AppError(
    'forbidden',
    'link-expired',
    'This sign-in cannot be linked any more. Sign in at the provider again, in this browser.',
  )
