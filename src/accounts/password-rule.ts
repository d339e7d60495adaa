import { isBreakGlass } from './break-glass.ts'
import type { UserRow } from './sql/users.ts'

/** The setting by which passwords are switched off for everybody but break-glass accounts. */
export const requireSsoSetting = 'require-sso'

/** Sessions that began with a password or the set-up link; those of a restore password go on: it is the way back. */
export const byPassword: readonly string[] = ['password', 'setup']

/** Whether such a session may not go on now, however it came about: the switch may be older than it is, or its account another by now. */
export const isForbidden = (row: UserRow & { provider: string; requireSso: string | null }): boolean =>
  row.requireSso === 'true' && byPassword.includes(row.provider) && !isBreakGlass(row)
