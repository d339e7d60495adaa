import { AppError } from '../base/errors.ts'
import type { OneTimeTokens } from './one-time.ts'
import type { AccountsParts } from './parts.ts'
import { requireLongPassword } from './passwords.ts'
import type { NewSession } from './people.ts'
import type { Sessions } from './sessions.ts'
import type { NewUser, Users } from './users.ts'

export interface Setup {
  isNeeded(): Promise<boolean>
  /** A token for the set-up link: works once, for an hour, and until an administrator exists. The tokens before it no longer work. */
  issue(): Promise<string>
  /** Makes the administrator and signs him in. Throws `setup-link-spent`, and what `Users.create` throws; then the link still works. */
  use(token: string, user: NewUser & { password: string }): Promise<NewSession>
}

export function createSetup({ events }: AccountsParts, tokens: OneTimeTokens, users: Users, sessions: Sessions): Setup {
  const isNeeded = async () => !(await users.hasAdmin())

  return {
    isNeeded,
    issue: () => tokens.make('setup', null),

    async use(token, user) {
      // Claimed before anything is made: of two people with the same link, one becomes administrator.
      if (!(await isNeeded()) || !(await tokens.claim('setup', token, null))) throw spent()
      try {
        requireLongPassword(user.password)
        const made = await users.create({ ...user, admin: true }, 'set-up link')
        events.emit('audited', { action: 'set-up', actor: made.username, subject: made.username, facts: {} })
        return await sessions.begin(made.id, 'setup')
      } catch (error) {
        await tokens.release(token)
        throw error
      }
    },
  }
}

const spent = () =>
  new AppError(
    'forbidden',
    'setup-link-spent',
    'This set-up link was used, is older than an hour, or is no longer needed. Restart the server for a new one.',
  )
