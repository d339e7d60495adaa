import { AppError } from '../base/errors.ts'
import { subjectKey } from './hash.ts'
import type { AccountsParts } from './parts.ts'
import type { Sessions } from './sessions.ts'
import { addIdentity, type IdentityKey, userOfIdentity } from './sql/identities.ts'
import { findUser, type UserRow } from './sql/users.ts'

export interface Identity extends IdentityKey {
  issuer: string
  /** Who it is beyond this application (Entra: `tid/oid`), or null. */
  beyondSub: string | null
  createdAt: number
  lastSignInAt: number
}

/** Who is known at which provider as which account. */
export interface Identities {
  list(username: string): Promise<Identity[]>
  /** `by` is what it rests on, for the audit trail. Throws `identity-taken` where another account has it, `user-not-found`. */
  link(username: string, identity: IdentityKey & { issuer: string }, actor: string, by: string): Promise<void>
  /** Ends its sessions too. Throws `identity-not-found`, `user-not-found`. */
  unlink(username: string, identity: IdentityKey, actor: string): Promise<void>
}

export function createIdentities({ db, clock, events }: AccountsParts, sessions: Sessions): Identities {
  const audit = (action: string, actor: string, username: string, facts: Record<string, unknown>) =>
    events.emit('audited', { action, actor, subject: username, facts })

  const get = async (username: string): Promise<UserRow> => {
    const user = await findUser(db, username)
    if (!user) throw new AppError('not-found', 'user-not-found', `There is no user "${username}".`)
    return user
  }

  return {
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
        beyondSub: row.beyond_sub,
        createdAt: row.created_at,
        lastSignInAt: row.last_sign_in_at,
      }))
    },

    async link(username, identity, actor, by) {
      const { id } = await get(username)
      const { provider, subject } = identity
      if (await addIdentity(db, identity, id, clock.now()))
        return audit('identity-linked', actor, username, { provider, subject, by })
      const owner = await userOfIdentity(db, identity)
      if (owner?.id === id) return
      const message = `This identity belongs to "${owner?.username}". Unlink it there first.`
      throw new AppError('conflict', 'identity-taken', message)
    },

    async unlink(username, { provider, subject }, actor) {
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
