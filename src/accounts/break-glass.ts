import { AppError } from '../base/errors.ts'
import type { AccountsParts } from './parts.ts'
import { isPassword } from './passwords.ts'
import { findUser, type UserRow } from './sql/users.ts'

/** An administrator who may sign in by password when nobody else may: for the day on which single sign-on is broken. */
export interface BreakGlassAccount {
  username: string
  /** When its password was shown to be known. */
  provenAt: number
  /** Why it would not let anybody in; null where it would. */
  obstacle: string | null
}

export interface BreakGlass {
  list(): Promise<BreakGlassAccount[]>
  /**
   * Makes it one, by its password: one that nobody knows is none. False where it is another password.
   * Throws `user-not-found`, `break-glass-impossible`.
   */
  prove(username: string, password: string, actor: string): Promise<boolean>
  /** Throws `user-not-found`. */
  remove(username: string, actor: string): Promise<void>
}

/** Null where the account would let its administrator in by password, whatever else is switched off. */
function breakGlassObstacle({ username, admin, disabled_at, password_hash }: UserRow): string | null {
  if (disabled_at !== null) return `"${username}" is disabled`
  if (admin === 0) return `"${username}" is no administrator`
  return password_hash === null ? `"${username}" has no password` : null
}

export const isBreakGlass = (user: UserRow): boolean =>
  user.break_glass_at !== null && breakGlassObstacle(user) === null

export function createBreakGlass({ db, clock, events }: AccountsParts): BreakGlass {
  const get = async (username: string): Promise<UserRow> => {
    const user = await findUser(db, username)
    if (!user) throw new AppError('not-found', 'user-not-found', `There is no user "${username}".`)
    return user
  }
  const mark = async (user: UserRow, at: number | null, actor: string) => {
    await db.updateTable('user').set({ break_glass_at: at }).where('id', '=', user.id).execute()
    const action = at === null ? 'break-glass-removed' : 'break-glass-set'
    events.emit('audited', { action, actor, subject: user.username, facts: {} })
  }
  return {
    async list() {
      const marked = db.selectFrom('user').selectAll().where('break_glass_at', 'is not', null)
      const rows = await marked.where('deleted_at', 'is', null).orderBy('username').execute()
      return rows.map((user) => ({
        username: user.username,
        provenAt: user.break_glass_at!,
        obstacle: breakGlassObstacle(user),
      }))
    },
    async prove(username, password, actor) {
      const user = await get(username)
      const obstacle = breakGlassObstacle(user)
      if (obstacle)
        throw new AppError('conflict', 'break-glass-impossible', `${obstacle}, so it cannot be a break-glass account.`)
      if (!(await isPassword(password, user.password_hash))) return false
      await mark(user, clock.now(), actor)
      return true
    },
    async remove(username, actor) {
      await mark(await get(username), null, actor)
    },
  }
}
