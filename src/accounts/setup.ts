import { AppError } from '../base/errors.ts'
import { newToken } from '../base/ids.ts'
import { sha256 } from './hash.ts'
import type { AccountsParts } from './parts.ts'
import { requireLongPassword } from './passwords.ts'
import type { NewSession } from './people.ts'
import type { Sessions } from './sessions.ts'
import type { NewUser, Users } from './users.ts'

const hour = 3_600_000

export interface Setup {
  isNeeded(): Promise<boolean>
  /** A token for the set-up link: works once, for an hour, and until an administrator exists. The tokens before it no longer work. */
  issue(): Promise<string>
  /** Makes the administrator and signs him in. Throws `setup-link-spent`. */
  use(token: string, user: NewUser): Promise<NewSession>
}

export function createSetup({ db, clock, events }: AccountsParts, users: Users, sessions: Sessions): Setup {
  const isNeeded = async () => !(await users.hasAdmin())
  const spent = () =>
    new AppError(
      'forbidden',
      'setup-link-spent',
      'This set-up link was used, is older than an hour, or is no longer needed. Restart the server for a new one.',
    )

  return {
    isNeeded,

    async issue() {
      const token = newToken()
      await db.deleteFrom('one_time_token').where('purpose', '=', 'setup').execute()
      await db
        .insertInto('one_time_token')
        .values({
          token_hash: sha256(token),
          purpose: 'setup',
          user_id: null,
          expires_at: clock.now() + hour,
          used_at: null,
        })
        .execute()
      return token
    },

    async use(token, user) {
      const usable = () =>
        db
          .selectFrom('one_time_token')
          .select('token_hash')
          .where('token_hash', '=', sha256(token))
          .where('purpose', '=', 'setup')
          .where('used_at', 'is', null)
          .where('expires_at', '>', clock.now())
          .executeTakeFirst()
      if (!(await isNeeded()) || !(await usable())) throw spent()
      if (user.password !== undefined) requireLongPassword(user.password)
      const made = await users.create({ ...user, admin: true }, 'set-up link')
      const { numUpdatedRows } = await db
        .updateTable('one_time_token')
        .set({ used_at: clock.now() })
        .where('token_hash', '=', sha256(token))
        .where('used_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) {
        await users.change(made.username, { admin: false, disabled: true }, 'set-up link').catch(() => undefined)
        throw spent()
      }
      events.emit('audited', { action: 'set-up', actor: made.username, subject: made.username, facts: {} })
      return sessions.begin(made.id, { provider: 'setup', subject: null, providerSession: null, idToken: null })
    },
  }
}
