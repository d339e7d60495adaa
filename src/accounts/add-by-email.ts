import { AppError } from '../base/errors.ts'
import { nameFrom } from './names.ts'
import type { AccountsParts } from './parts.ts'
import type { User } from './people.ts'
import type { Principal } from './principal.ts'
import { freeName } from './provision.ts'
import { accountsWithEmail } from './sql/identities.ts'
import { isEmail, type Users } from './users.ts'

/**
 * An account for somebody of whom only the address is known, named after it, by an administrator's word that the address is the person's.
 * Throws AppError `forbidden`, `email-taken`, `email-invalid`.
 */
export async function addByEmail(
  { db }: AccountsParts,
  users: Users,
  by: Principal,
  { email, admin }: { email: string; admin: boolean },
): Promise<User> {
  if (!by.admin) throw new AppError('forbidden', 'forbidden', 'Only an administrator may make accounts.')
  if (!isEmail(email)) throw new AppError('invalid', 'email-invalid', `"${email.slice(0, 80)}" is no e-mail address.`)
  const [known] = await accountsWithEmail(db, email)
  if (known) {
    const message = `The account "${known.username}" has the address "${email.slice(0, 80)}" already.`
    throw new AppError('conflict', 'email-taken', message)
  }
  const username = await freeName(db, nameFrom([email]))
  return users.create({ username, email, emailVerified: true, admin }, by.username)
}
