import { AppError } from '../base/errors.ts'
import type { Events } from '../base/events.ts'
import { isBreakGlass } from './break-glass.ts'
import { type Decision, decide, type SignInRules, signupDisabled } from './decision.ts'
import { type ForeseenSignIn, foreseeSignIn } from './foresee.ts'
import { subjectKey } from './hash.ts'
import type { Invites } from './invites.ts'
import { suspended } from './linking.ts'
import type { OneTimeTokens } from './one-time.ts'
import type { AccountsParts } from './parts.ts'
import { isPassword } from './passwords.ts'
import type { IdentityFinding, NewSession, SignInIdentity } from './people.ts'
import { provision } from './provision.ts'
import type { Sessions } from './sessions.ts'
import { addIdentity, userOfIdentity } from './sql/identities.ts'
import { asUser, findByEmail, findUser, findUserById, type UserRow } from './sql/users.ts'
import type { Standings } from './standing.ts'
import type { Users } from './users.ts'

export interface SignIn {
  /**
   * Null where name and password do not belong together, whatever the reason. A restore password counts, once. With `onlyBreakGlass`
   * whoever has no break-glass account is refused: throws AppError `sso-required`, to whom the password is known alone.
   */
  withPassword(usernameOrEmail: string, password: string, onlyBreakGlass?: boolean): Promise<NewSession | null>
  /**
   * The account of (provider, `sub`), linked or made at the first sign-in.
   * Throws AppError `account-exists-unlinked`, `signup-disabled` or `user-suspended`.
   */
  withIdentity(identity: SignInIdentity, rules: SignInRules): Promise<NewSession & { findings: IdentityFinding[] }>
  /**
   * What `withIdentity` would do, by the same rules: nothing is changed, and nobody is signed in. Throws as `withIdentity` does.
   */
  foresee(identity: SignInIdentity, rules: SignInRules): Promise<ForeseenSignIn>
  /**
   * What the provider says anew of a person who is signed in already: by the same rules, without a new session or account.
   * Throws AppError `signup-disabled` where the identity has no account any more, or `user-suspended`.
   */
  renew(identity: SignInIdentity): Promise<void>
}

export function createSignIn(
  parts: AccountsParts,
  tokens: OneTimeTokens,
  users: Users,
  sessions: Sessions,
  standings: Standings,
  invites: Pick<Invites, 'takeFor'>,
): SignIn {
  const { db, clock, events } = parts
  const audit = (action: string, subject: string, facts: Record<string, unknown>) =>
    events.emit('audited', { action, actor: subject, subject, facts })

  /** The account of what was decided. */
  const carryOut = async (decision: Decision, identity: SignInIdentity) => {
    if (decision.how === 'known') return { user: decision.user, findings: [] }
    const linked = decision.how === 'linked' ? await link(identity, decision.user) : null
    if (linked) return { user: linked, findings: [] }
    const { user, findings } = await provision(parts, users, identity)
    return { user, findings: [...findings, ...(decision.how === 'made' ? decision.findings : [])] }
  }

  /** Null where both were deleted meanwhile. */
  const link = async (identity: SignInIdentity, account: UserRow): Promise<UserRow | null> => {
    if (await addIdentity(db, identity, account.id, clock.now()))
      events.emit('audited', {
        action: 'identity-linked',
        actor: `provider ${identity.provider}`,
        subject: account.username,
        facts: { provider: identity.provider, subject: identity.subject, by: 'verified e-mail address' },
      })
    return userOfIdentity(db, identity)
  }

  const noteSignIn = (identity: SignInIdentity) =>
    db
      .updateTable('identity')
      .set({
        last_sign_in_at: clock.now(),
        issuer: identity.issuer,
        ...(identity.beyondSub !== null && { beyond_sub: subjectKey(identity.beyondSub) }),
      })
      .where('provider', '=', identity.provider)
      .where('subject', '=', subjectKey(identity.subject))
      .execute()

  /** A disabled account stops here; of any other the provider's word is applied. */
  const settle = async (user: UserRow, identity: SignInIdentity): Promise<IdentityFinding[]> => {
    if (user.disabled_at !== null) throw suspended(user.username)
    return standings.apply(identity)
  }

  return {
    foresee: (identity, rules) => foreseeSignIn(db, identity, rules),

    async withPassword(usernameOrEmail, password, onlyBreakGlass = false) {
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
      const throughGlass = isBreakGlass(user)
      if (onlyBreakGlass && !throughGlass) throw refusedPassword(events, user.username)
      audit('signed-in', user.username, { with: 'password', ...(throughGlass && { breakGlass: true }) })
      await invites.takeFor(user)
      return sessions.begin(user.id, 'password')
    },

    async renew(identity) {
      const known = await userOfIdentity(db, identity)
      if (!known) throw signupDisabled()
      await settle(known, identity)
      await noteSignIn(identity)
    },

    async withIdentity(identity, rules) {
      const { user, findings } = await carryOut(await decide(db, identity, rules), identity)
      const applied = await settle(user, identity)
      audit('signed-in', user.username, { with: identity.provider })
      const begun = sessions.beginAt(identity.provider, user.id, identity)
      const [session] = await Promise.all([begun, noteSignIn(identity)])
      const after = (await findUserById(db, user.id))!
      await invites.takeFor(after)
      return { ...session, user: asUser(after), findings: [...findings, ...applied] }
    },
  }
}

function refusedPassword(events: Events, username: string): AppError {
  const facts = { with: 'password', code: 'sso-required' }
  events.emit('audited', { action: 'sign-in-refused', actor: null, subject: username, facts })
  const message = 'Passwords are switched off on this server. Sign in with the identity provider.'
  return new AppError('unauthenticated', 'sso-required', message)
}
