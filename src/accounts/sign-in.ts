import { AppError } from '../base/errors.ts'
import { subjectKey } from './hash.ts'
import { type LinkQuestion, refuseShutOut, refuseTwice, suspended, whyNotLinked } from './linking.ts'
import type { OneTimeTokens } from './one-time.ts'
import type { AccountsParts } from './parts.ts'
import { isPassword } from './passwords.ts'
import type { IdentityFinding, NewSession, SignInIdentity } from './people.ts'
import { provision } from './provision.ts'
import type { Sessions } from './sessions.ts'
import { accountsWithEmail, addIdentity, userBeyondSub, userOfIdentity } from './sql/identities.ts'
import { asUser, findByEmail, findUser, findUserById, type UserRow } from './sql/users.ts'
import { type Standings, usableEmail } from './standing.ts'
import type { Users } from './users.ts'

export interface SignInRules {
  /** Whether a first sign-in makes an account. */
  provisioning: boolean
  /** Providers that the administrator trusts to lead to an existing account by a verified address. Asked of first sign-ins only. */
  linkingProviders(): Promise<string[]>
}

export interface SignIn {
  /** Null where name and password do not belong together, whatever the reason. A restore password counts, once. */
  withPassword(usernameOrEmail: string, password: string): Promise<NewSession | null>
  /**
   * The account of (provider, `sub`), linked or made at the first sign-in.
   * Throws AppError `account-exists-unlinked`, `signup-disabled` or `user-suspended`.
   */
  withIdentity(identity: SignInIdentity, rules: SignInRules): Promise<NewSession & { findings: IdentityFinding[] }>
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
): SignIn {
  const { db, clock, events } = parts
  const audit = (action: string, subject: string, facts: Record<string, unknown>) =>
    events.emit('audited', { action, actor: subject, subject, facts })

  /** The steps of a first sign-in, in order: each refuses by its own code, or finds the account, or passes on. */
  const firstSignIn = async (identity: SignInIdentity, rules: SignInRules) => {
    const question = await questionOf(identity, rules)
    // Whoever has the address may be the same person, who came in another window just now.
    const meanwhile = question.accounts.length > 0 ? await userOfIdentity(db, identity) : null
    if (meanwhile) return { user: meanwhile, findings: [] }
    refuseShutOut(question)
    const linked = await linkByRule(question)
    if (linked) return { user: linked, findings: [] }
    refuseTwice(question)
    refuseWithoutProvisioning(rules)
    const { user, findings } = await provision(parts, users, identity)
    return { user, findings: [...findings, ...(await subChanged(question)), ...(await unprovenAddress(identity))] }
  }

  /** An address that proves nothing is compared with nobody's: nothing follows from it, and nothing is told by it. */
  const questionOf = async (identity: SignInIdentity, rules: SignInRules): Promise<LinkQuestion> => {
    const email = identity.emailCounts ? usableEmail(identity) : null
    const accounts = email === null ? [] : await accountsWithEmail(db, email)
    return { identity, accounts, linkingProviders: accounts.length > 0 ? await rules.linkingProviders() : [] }
  }

  /** For the administrator alone: a stranger is never told who has an account. */
  const unprovenAddress = async (identity: SignInIdentity): Promise<IdentityFinding[]> => {
    const email = identity.emailCounts ? null : usableEmail(identity)
    const other = email && (await accountsWithEmail(db, email)).find((each) => each.providers.length === 0)
    return other ? [{ code: 'link-takeover', facts: { username: other.username } }] : []
  }

  /** The provider may have given everybody a new `sub`: an administrator should know before there are two accounts of each. */
  const subChanged = async ({ accounts, identity }: LinkQuestion): Promise<IdentityFinding[]> => {
    const sameAddress = accounts.find(({ providers }) => providers.includes(identity.provider))
    const before = (await userBeyondSub(db, identity)) ?? sameAddress
    return before ? [{ code: 'sub-changed', facts: { username: before.username } }] : []
  }

  const linkByRule = async (question: LinkQuestion): Promise<UserRow | null> => {
    const { accounts, identity } = question
    const [account] = accounts
    if (!account || whyNotLinked(question) !== null) return null
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
      const known = await userOfIdentity(db, identity)
      if (!known) throw signupDisabled()
      await settle(known, identity)
      await noteSignIn(identity)
    },

    async withIdentity(identity, rules) {
      const known = await userOfIdentity(db, identity)
      const { user, findings } = known ? { user: known, findings: [] } : await firstSignIn(identity, rules)
      const applied = await settle(user, identity)
      audit('signed-in', user.username, { with: identity.provider })
      const begun = sessions.beginAt(identity.provider, user.id, identity)
      const [session] = await Promise.all([begun, noteSignIn(identity)])
      return { ...session, user: asUser((await findUserById(db, user.id))!), findings: [...findings, ...applied] }
    },
  }
}

function refuseWithoutProvisioning({ provisioning }: SignInRules): void {
  if (!provisioning) throw signupDisabled()
}

const signupDisabled = () =>
  new AppError('forbidden', 'signup-disabled', 'You have no account here, and accounts are not made by signing in.')
