import type { AppDb } from '../storage/sql/schema.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import { isBreakGlass } from './break-glass.ts'
import type { AccountsParts } from './parts.ts'
import type { IdentityFinding, SignInIdentity } from './people.ts'
import { accountsWithEmail, noteGroups, type UserOfIdentity, userOfIdentity } from './sql/identities.ts'
import { changeUnlessLastAdmin, type UserRow } from './sql/users.ts'
import { applyTeams } from './team-grants.ts'
import { isEmail } from './users.ts'

/** The part of an identity that may change from one sign-in to the next. */
export type Standing = Omit<SignInIdentity, 'tokens' | 'authenticatedAt' | 'providerSession'>

export interface Standings {
  /**
   * The provider's word on name, e-mail address, administration and teams, as it is now: at each sign-in, and whenever the provider
   * was asked again. What it does not speak of stays. Returns what an administrator should know.
   */
  apply(identity: Standing): Promise<IdentityFinding[]>
}

/** What an account would be after the provider's word. Nothing is changed yet. */
export interface StandingChange {
  /** The identity, as it counts for this account. */
  identity: Standing
  person: { name: string | null; email?: string; email_verified?: 0 | 1 }
  /** Whether it begins or stops to administer the server; null where that stays. */
  admin: boolean | null
  findings: IdentityFinding[]
}

/** What the provider's word does to an account that is there. */
export async function standingChange(db: AppDb, user: UserOfIdentity, said: Standing): Promise<StandingChange> {
  const isKnownInGroups = user.groups_said_at !== null
  const identity = isKnownInGroups ? { ...said, ...said.ifInNoGroup } : said
  const { email, findings } = await emailAfter(db, user, identity)
  const admin = identity.admin === (user.admin === 1) ? null : identity.admin
  return { identity, person: { name: identity.name ?? user.name, ...email }, admin, findings }
}

export const keptAdmin = ({ username }: UserRow, { groups }: Standing): IdentityFinding => ({
  code: 'admin-demoted-by-sync',
  facts: { username, groups },
})

export function createStandings(parts: AccountsParts): Standings {
  const { db, clock, events } = parts

  const demote = (user: UserRow): Promise<boolean> =>
    inTransaction(db, (trx) => changeUnlessLastAdmin(trx, user.id, { admin: 0 }))

  const applyAdmin = async (user: UserRow, admin: boolean | null, identity: Standing): Promise<IdentityFinding[]> => {
    if (admin === null) return []
    if (admin) await db.updateTable('user').set({ admin: 1 }).where('id', '=', user.id).execute()
    else if (isBreakGlass(user) || !(await demote(user))) return [keptAdmin(user, identity)]
    events.emit('audited', {
      action: admin ? 'user-promoted' : 'user-demoted',
      actor: `provider ${identity.provider}`,
      subject: user.username,
      facts: {},
    })
    return []
  }

  return {
    async apply(said) {
      const user = await userOfIdentity(db, said)
      if (!user) return []
      if (said.groups !== null && user.groups_said_at === null) await noteGroups(db, said, clock.now())
      const { identity, person, admin, findings } = await standingChange(db, user, said)
      // Mostly it is what was said the last time.
      const isNews = Object.entries(person).some(([name, value]) => user[name as keyof typeof person] !== value)
      if (isNews) await db.updateTable('user').set(person).where('id', '=', user.id).execute()
      return [
        ...findings,
        ...(await applyAdmin(user, admin, identity)),
        ...(await applyTeams(parts, user, identity.provider, identity.teams)),
      ]
    },
  }
}

/** A new address that somebody else has is not taken over: rules about addresses would take the one for the other. */
async function emailAfter(
  db: AppDb,
  user: UserRow,
  identity: Standing,
): Promise<{ email: { email?: string; email_verified?: 0 | 1 }; findings: IdentityFinding[] }> {
  const address = usableEmail(identity)
  if (address === null) return { email: {}, findings: [] }
  if (address === user.email) {
    if (identity.emailVerified === null) return { email: {}, findings: [] }
    return { email: { email_verified: identity.emailVerified ? 1 : 0 }, findings: [] }
  }
  const others = (await accountsWithEmail(db, address)).filter(({ id }) => id !== user.id)
  if (user.email !== null && others.length > 0)
    return { email: {}, findings: [{ code: 'email-changed', facts: { username: others[0]!.username } }] }
  return { email: { email: address, email_verified: identity.emailVerified === true ? 1 : 0 }, findings: [] }
}

/** What is no address is passed over: the person signs in all the same. */
export const usableEmail = ({ email }: Pick<SignInIdentity, 'email'>): string | null =>
  email !== null && isEmail(email) ? email : null
