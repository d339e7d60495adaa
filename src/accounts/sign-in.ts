import { AppError } from '../base/errors.ts'
import { insertIfAbsent } from '../storage/sql/portable.ts'
import { subjectKey } from './hash.ts'
import { nameFrom } from './names.ts'
import type { OneTimeTokens } from './one-time.ts'
import type { AccountsParts } from './parts.ts'
import { isPassword } from './passwords.ts'
import type { NewSession, SignInIdentity, User } from './people.ts'
import type { Sessions } from './sessions.ts'
import { asUser, countAdmins, findByEmail, findUser, findUserById, isNameTaken, type UserRow } from './sql/users.ts'
import { isEmail, type Users } from './users.ts'

export interface SignInRules {
  /** Whether a first sign-in makes an account. */
  provisioning: boolean
}

export interface SignIn {
  /** Null where name and password do not belong together, whatever the reason. A restore password counts, once. */
  withPassword(usernameOrEmail: string, password: string): Promise<NewSession | null>
  /**
   * The account of (provider, `sub`), made at the first sign-in. An e-mail address never leads to an account.
   * Throws AppError `signup-disabled` or `user-suspended`.
   */
  withIdentity(identity: SignInIdentity, rules: SignInRules): Promise<NewSession>
  /** What a provider says anew of a person who is signed in already: by the same rules, without a new session or account. Throws as above. */
  renew(identity: SignInIdentity): Promise<void>
}

export function createSignIn(parts: AccountsParts, tokens: OneTimeTokens, users: Users, sessions: Sessions): SignIn {
  const { db, clock, events } = parts
  const audit = (action: string, subject: string, facts: Record<string, unknown>) =>
    events.emit('audited', { action, actor: subject, subject, facts })

  const userOf = async ({ provider, subject }: SignInIdentity): Promise<UserRow | null> => {
    const known = await db
      .selectFrom('identity')
      .select('user_id')
      .where('provider', '=', provider)
      .where('subject', '=', subjectKey(subject))
      .executeTakeFirst()
    return (known && (await findUserById(db, known.user_id))) ?? null
  }

  const provision = async (identity: SignInIdentity, rules: SignInRules): Promise<UserRow> => {
    if (!rules.provisioning) {
      throw new AppError(
        'forbidden',
        'signup-disabled',
        'You have no account here, and accounts are not made by signing in.',
      )
    }
    const made = await createNamed(nameFrom([identity.username, identity.name, identity.email]), identity)
    const now = clock.now()
    const isNew = await insertIfAbsent(db, 'identity', {
      provider: identity.provider,
      subject: subjectKey(identity.subject),
      user_id: made.id,
      issuer: identity.issuer,
      created_at: now,
      last_sign_in_at: now,
    })
    if (isNew) return (await findUserById(db, made.id))!
    // The same person came in another window just now and was quicker.
    await users.remove(made.username, null)
    return (await userOf(identity))!
  }

  /** With the name itself, or with the first number behind it that is free: `ada`, `ada-2`, `ada-3`. */
  const createNamed = async (wish: string, identity: SignInIdentity): Promise<User> => {
    const { name, provider } = identity
    const emailVerified = identity.emailVerified === true
    for (let number = 1; ; number++) {
      const username = number === 1 ? wish : `${wish}-${number}`
      if (await isNameTaken(db, username)) continue
      try {
        return await users.create({ username, email: emailOf(identity), emailVerified, name }, `provider ${provider}`)
      } catch (error) {
        // Somebody else took the name in this moment.
        if (!(error instanceof AppError && error.code === 'name-taken')) throw error
      }
    }
  }

  /** The provider's word on name, e-mail and administration, as it is now. The last administrator stays one. */
  const refresh = async (user: UserRow, identity: SignInIdentity) => {
    const email = emailOf(identity)
    const values = {
      name: identity.name ?? user.name,
      email: email ?? user.email,
      email_verified: email === null ? user.email_verified : identity.emailVerified ? (1 as const) : (0 as const),
      admin: await adminAfter(user, identity.admin),
    }
    if (values.admin !== user.admin)
      events.emit('audited', {
        action: values.admin ? 'user-promoted' : 'user-demoted',
        actor: `provider ${identity.provider}`,
        subject: user.username,
        facts: {},
      })
    await db.updateTable('user').set(values).where('id', '=', user.id).execute()
    await db
      .updateTable('identity')
      .set({ last_sign_in_at: clock.now(), issuer: identity.issuer })
      .where('provider', '=', identity.provider)
      .where('subject', '=', subjectKey(identity.subject))
      .execute()
  }

  const adminAfter = async (user: UserRow, says: boolean | null): Promise<0 | 1> => {
    if (says === null) return user.admin
    if (!says && user.admin === 1 && (await countAdmins(db)) <= 1) return 1
    return says ? 1 : 0
  }

  const settle = async (identity: SignInIdentity, rules: SignInRules): Promise<UserRow> => {
    const user = (await userOf(identity)) ?? (await provision(identity, rules))
    if (user.disabled_at !== null) {
      throw new AppError('forbidden', 'user-suspended', `The account "${user.username}" is disabled here.`, {
        facts: { username: user.username },
      })
    }
    await refresh(user, identity)
    return user
  }

  return {
    async withPassword(usernameOrEmail, password) {
      // No user name has an @.
      const user = await (usernameOrEmail.includes('@') ? findByEmail : findUser)(db, usernameOrEmail)
      const usable = user && user.disabled_at === null ? user : null
      if (usable && (await tokens.claim('restore', password, usable.id))) {
        audit('signed-in', usable.username, { with: 'restore password' })
        return sessions.begin(usable.id, 'restore')
      }
      if (!(await isPassword(password, usable?.password_hash ?? null)) || !user) {
        events.emit('audited', {
          action: 'sign-in-refused',
          actor: null,
          subject: user?.username ?? 'unknown',
          facts: { with: 'password' },
        })
        return null
      }
      audit('signed-in', user.username, { with: 'password' })
      return sessions.begin(user.id, 'password')
    },

    async renew(identity) {
      await settle(identity, { provisioning: false })
    },

    async withIdentity(identity, rules) {
      const user = await settle(identity, rules)
      audit('signed-in', user.username, { with: identity.provider })
      const session = await sessions.beginAt(identity.provider, user.id, identity)
      return { ...session, user: asUser((await findUserById(db, user.id))!) }
    },
  }
}

/** What is no address is passed over: the person signs in all the same. */
const emailOf = ({ email }: SignInIdentity): string | null => (email !== null && isEmail(email) ? email : null)
