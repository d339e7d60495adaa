import { AppError } from '../base/errors.ts'
import type { SignInIdentity } from './people.ts'
import type { AccountWithEmail } from './sql/identities.ts'

/** What is asked before a verified e-mail address alone leads to an account that is there already. */
export interface LinkQuestion {
  identity: SignInIdentity
  /** Everybody with the address. */
  accounts: AccountWithEmail[]
  /** Providers that the administrator trusts with this. */
  linkingProviders: string[]
}

type Condition = (question: LinkQuestion) => boolean

/** Every one must hold. The sentence says, for the administrator, why one does not. */
const conditions: [holds: Condition, otherwise: string][] = [
  [
    ({ identity, linkingProviders }) => linkingProviders.includes(identity.provider),
    'linkByEmail of the provider is off',
  ],
  [({ identity }) => identity.emailVerified === true, 'the provider does not prove the address'],
  [({ accounts }) => accounts.length === 1, 'several accounts have the address'],
  [({ accounts }) => accounts[0]?.email_verified === 1, 'the address of the account is not verified'],
  [({ accounts }) => accounts[0]?.admin === 0, 'the account administers this server'],
  [({ accounts }) => accounts[0]?.disabled_at === null, 'the account is disabled'],
  // Who left gave the address back; who has it now is another person.
  [
    ({ accounts, identity }) => !accounts[0]?.providers.includes(identity.provider),
    'the account belongs to another person of this provider',
  ],
  // Somebody could have waited there with an account in the name of somebody else.
  [
    ({ accounts, linkingProviders }) => accounts[0]!.providers.every((each) => linkingProviders.includes(each)),
    'the account came from a provider that is not trusted with linking',
  ],
]

/** Why the address alone does not lead to the account; null where it does. */
export const whyNotLinked = (question: LinkQuestion): string | null =>
  conditions.find(([holds]) => !holds(question))?.[1] ?? null

/**
 * Refuses an identity whose address belongs to an account that was made here: two accounts for one person would be worse than a
 * question. An account that another provider made is left alone, unless the administrator wants one account a person.
 */
export function refuseTwice(question: LinkQuestion): void {
  const { identity, accounts, linkingProviders } = question
  const isWanted = linkingProviders.includes(identity.provider)
  const existing = accounts.find(({ providers }) => isWanted || providers.length === 0)
  if (!existing) return
  const message = 'An account with this e-mail address exists. Whoever knows its password can link it.'
  throw new AppError('forbidden', 'account-exists-unlinked', message, {
    facts: {
      username: existing.username,
      hasPassword: existing.password_hash !== null,
      notLinked: whyNotLinked(question),
      subject: identity.subject,
    },
  })
}

/** A person who was shut out does not come back by another provider with the same proven address. */
export function refuseShutOut({ accounts }: LinkQuestion): void {
  const [account] = accounts
  if (account && accounts.every(({ disabled_at }) => disabled_at !== null)) throw suspended(account.username)
}

export const suspended = (username: string): AppError =>
  new AppError('forbidden', 'user-suspended', `The account "${username}" is disabled here.`, { facts: { username } })
