import { AppError } from '../base/errors.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { OneTimeTokens } from './one-time.ts'
import type { AccountsParts } from './parts.ts'
import { freeName } from './provision.ts'
import { asUser, findAdmin } from './sql/users.ts'
import type { Users } from './users.ts'

export interface RestorePassword {
  username: string
  /** Signs in once, within an hour, beside the person's own password. */
  password: string
}

/** A way in for when single sign-on is broken and the password forgotten. */
export interface Restore {
  /** For this person. Throws `user-not-found`, `user-disabled`. */
  forUser(username: string, actor: string): Promise<RestorePassword>
  /** For the first administrator; where there is none, for a new one called `restore` (`restore-2`, where somebody is called so). */
  forAdministrator(actor: string): Promise<RestorePassword>
  /** Whether one is out that would still let somebody in. */
  isOut(): Promise<boolean>
}

export function createRestore({ db, events }: AccountsParts, tokens: OneTimeTokens, users: Users): Restore {
  const forUser: Restore['forUser'] = async (username, actor) => {
    const { id, disabled } = await users.get(username)
    if (disabled) {
      const message = `"${username}" is disabled. Run "signpost user enable ${username}" first.`
      throw new AppError('conflict', 'user-disabled', message)
    }
    const password = await tokens.make('restore', id)
    events.emit('audited', { action: 'restore-password-made', actor, subject: username, facts: {} })
    return { username, password }
  }

  return {
    forUser,
    isOut: () => tokens.isOut('restore'),
    async forAdministrator(actor) {
      const found = await findAdmin(db)
      const admin = found ? asUser(found) : await makeAdmin(db, users, actor)
      return forUser(admin.username, actor)
    },
  }
}

/** An account of its own, whoever is called so already: nobody becomes an administrator by a name. */
const makeAdmin = async (db: AppDb, users: Users, actor: string) =>
  users.create({ username: await freeName(db, 'restore'), admin: true }, actor)
