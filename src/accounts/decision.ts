import { AppError } from '../base/errors.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { type LinkQuestion, refuseShutOut, refuseTwice, whyNotLinked } from './linking.ts'
import type { IdentityFinding, SignInIdentity } from './people.ts'
import { accountsWithEmail, userBeyondSub, userOfIdentity } from './sql/identities.ts'
import type { UserRow } from './sql/users.ts'
import { usableEmail } from './standing.ts'

export interface SignInRules {
  /** Whether a first sign-in makes an account. */
  provisioning: boolean
  /** Providers that the administrator trusts to lead to an existing account by a verified address. Asked of first sign-ins only. */
  linkingProviders(): Promise<string[]>
}

/** To which account a proven identity leads: one that it has, one that is there and is linked to it by rule, or a new one. */
export type Decision =
  | { how: 'known' | 'linked'; user: UserRow }
  | { how: 'made'; user: null; findings: IdentityFinding[] }

/**
 * The steps in order: each refuses by its own code, or decides, or passes on. Changes nothing.
 * Throws AppError `account-exists-unlinked`, `signup-disabled` or `user-suspended`.
 */
export async function decide(db: AppDb, identity: SignInIdentity, rules: SignInRules): Promise<Decision> {
  const known = await userOfIdentity(db, identity)
  if (known) return { how: 'known', user: known }
  const question = await questionOf(db, identity, rules)
  // Whoever has the address may be the same person, who came in another window just now.
  const meanwhile = question.accounts.length > 0 ? await userOfIdentity(db, identity) : null
  if (meanwhile) return { how: 'known', user: meanwhile }
  refuseShutOut(question)
  const [account] = question.accounts
  if (account && whyNotLinked(question) === null) return { how: 'linked', user: account }
  refuseTwice(question)
  if (!rules.provisioning) throw signupDisabled()
  const findings = [...(await subChanged(db, question)), ...(await unprovenAddress(db, identity))]
  return { how: 'made', user: null, findings }
}

/** An address that proves nothing is compared with nobody's: nothing follows from it, and nothing is told by it. */
async function questionOf(db: AppDb, identity: SignInIdentity, rules: SignInRules): Promise<LinkQuestion> {
  const email = identity.emailCounts ? usableEmail(identity) : null
  const accounts = email === null ? [] : await accountsWithEmail(db, email)
  return { identity, accounts, linkingProviders: accounts.length > 0 ? await rules.linkingProviders() : [] }
}

/** For the administrator alone: a stranger is never told who has an account. */
async function unprovenAddress(db: AppDb, identity: SignInIdentity): Promise<IdentityFinding[]> {
  const email = identity.emailCounts ? null : usableEmail(identity)
  const other = email && (await accountsWithEmail(db, email)).find((each) => each.providers.length === 0)
  return other ? [{ code: 'link-takeover', facts: { username: other.username } }] : []
}

/** The provider may have given everybody a new `sub`: an administrator should know before there are two accounts of each. */
async function subChanged(db: AppDb, { accounts, identity }: LinkQuestion): Promise<IdentityFinding[]> {
  const sameAddress = accounts.find(({ providers }) => providers.includes(identity.provider))
  const before = (await userBeyondSub(db, identity)) ?? sameAddress
  return before ? [{ code: 'sub-changed', facts: { username: before.username } }] : []
}

export const signupDisabled = (): AppError =>
  new AppError('forbidden', 'signup-disabled', 'You have no account here, and accounts are not made by signing in.')
