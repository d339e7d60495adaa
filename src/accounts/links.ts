import { AppError } from '../base/errors.ts'
import { sha256 } from './hash.ts'
import type { Identities } from './identities.ts'
import type { AccountsParts } from './parts.ts'
import { isPassword } from './passwords.ts'
import type { NewSession, SignInIdentity } from './people.ts'
import type { Sessions } from './sessions.ts'
import { accountsWithEmail } from './sql/identities.ts'
import type { Standings } from './standing.ts'

/** A sign-in that was refused because its address belongs to an account, and may be linked to it. */
export interface PendingLink {
  /** Whose password is asked for. */
  username: string
}

/** Identities whose first sign-in was refused because an account has their address, until somebody says whose they are. */
export interface Links {
  /** Keeps a proven identity for its own browser, for ten minutes, and (without what is secret) for an administrator, for a week. */
  keep(attemptId: string, browser: string, identity: SignInIdentity): Promise<void>
  /** Null where it is too late, the browser another one, or there is not exactly one account with a password. */
  pending(attemptId: string, browser: string): Promise<PendingLink | null>
  /** Links by the account's password and signs in; null where it is the wrong one. Throws `link-expired`. */
  withPassword(attemptId: string, browser: string, password: string): Promise<NewSession | null>
  /** An administrator's approval. Throws `link-expired`, `identity-taken`, `user-not-found`. */
  approve(username: string, attemptId: string, actor: string): Promise<void>
}

const minute = 60_000
const forPerson = 10 * minute
const forAdministrator = 7 * 24 * 60 * minute
const purpose = 'pending-link'

export function createLinks(
  parts: AccountsParts,
  sessions: Sessions,
  standings: Standings,
  identities: Identities,
): Links {
  const { db, clock, key, events } = parts

  const audit = (action: string, username: string, facts: Record<string, unknown>) =>
    events.emit('audited', { action, actor: username, subject: username, facts })

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
        audit('sign-in-refused', user.username, { with: 'password', to: 'link an identity' })
        return null
      }
      // Of two at the same time one goes on.
      if (!(await forget(attemptId))) throw expired()
      await identities.link(user.username, identity, user.username, 'password')
      await standings.apply(identity)
      audit('signed-in', user.username, { with: identity.provider })
      return sessions.beginAt(identity.provider, user.id, identity)
    },

    async approve(username, attemptId, actor) {
      const row = await rowOf(attemptId)
      if (!row || row.created_at < clock.now() - forAdministrator) throw expired()
      await identities.link(username, row, actor, 'administrator')
      await forget(attemptId)
    },
  }
}

const expired = () =>
  new AppError(
    'forbidden',
    'link-expired',
    'This sign-in cannot be linked any more. Sign in at the provider again, in this browser.',
  )
