import { AppError } from '../base/errors.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { nameFrom } from './names.ts'
import type { AccountsParts } from './parts.ts'
import type { IdentityFinding, SignInIdentity, User } from './people.ts'
import { userOfIdentity } from './sql/identities.ts'
import { findUserById, isNameTaken, type UserRow } from './sql/users.ts'
import { usableEmail } from './standing.ts'
import type { Users } from './users.ts'

/** An account of its own for an identity that has none: nobody is asked for a name, and nobody's name is taken. */
export async function provision(
  parts: AccountsParts,
  users: Users,
  identity: SignInIdentity,
): Promise<{ user: UserRow; findings: IdentityFinding[] }> {
  const { db } = parts
  const wish = wishedName(identity)
  const made = await createNamed(parts, users, wish, identity)
  // The same person came in another window just now and was quicker.
  if (!made) return { user: (await userOfIdentity(db, identity))!, findings: [] }
  const { username } = made
  return { user: (await findUserById(db, made.id))!, findings: nameFindings(wish, username) }
}

/** The name of an account that a first sign-in makes, before it is known whether somebody has it. */
export const wishedName = ({ username, name, email }: SignInIdentity): string => nameFrom([username, name, email])

export const nameFindings = (wish: string, username: string): IdentityFinding[] =>
  username === wish ? [] : [{ code: 'username-collision', facts: { wish, username } }]

/** The name itself, or with the first number behind it that is free: `ada`, `ada-2`, `ada-3`. */
export async function freeName(db: AppDb, wish: string): Promise<string> {
  for (let number = 1; ; number++) {
    const username = number === 1 ? wish : `${wish}-${number}`
    if (!(await isNameTaken(db, username))) return username
  }
}

/** By the free name. Null where the identity has an account. */
async function createNamed(
  { db }: AccountsParts,
  users: Users,
  wish: string,
  identity: SignInIdentity,
): Promise<User | null> {
  const email = usableEmail(identity)
  const person = { email, emailVerified: email !== null && identity.emailVerified === true, name: identity.name }
  for (;;) {
    const username = await freeName(db, wish)
    try {
      return await users.create({ username, ...person, identity }, `provider ${identity.provider}`)
    } catch (error) {
      const code = error instanceof AppError ? error.code : null
      if (code === 'identity-taken') return null
      // Somebody else took the name in this moment.
      if (code !== 'name-taken') throw error
    }
  }
}
