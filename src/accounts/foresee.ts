import type { AppDb } from '../storage/sql/schema.ts'
import { isBreakGlass } from './break-glass.ts'
import { decide, type SignInRules } from './decision.ts'
import { suspended } from './linking.ts'
import type { IdentityFinding, SignInIdentity } from './people.ts'
import { freeName, nameFindings, wishedName } from './provision.ts'
import { type UserOfIdentity, userOfIdentity } from './sql/identities.ts'
import { countAdmins } from './sql/users.ts'
import { keptAdmin, standingChange, usableEmail } from './standing.ts'
import { teamChanges } from './team-grants.ts'

/** What a sign-in would come to. */
export interface ForeseenSignIn {
  account: {
    username: string
    /** Known by (provider, `sub`), linked to an account that is there by its verified e-mail address, or made. */
    how: 'known' | 'linked' | 'made'
    name: string | null
    email: string | null
    emailVerified: boolean
    /** Whether the person would administer the server, and does now. */
    admin: boolean
    isAdminNow: boolean
  }
  /** Memberships that would begin, change, or end (`role` null). Others stay. */
  teams: { team: string; role: string | null }[]
  findings: IdentityFinding[]
}

/** By the rules of a true sign-in; nothing is changed. Throws AppError as a true one does. */
export async function foreseeSignIn(db: AppDb, identity: SignInIdentity, rules: SignInRules): Promise<ForeseenSignIn> {
  const decision = await decide(db, identity, rules)
  if (decision.user?.disabled_at) throw suspended(decision.user.username)
  const { how, user } = decision
  return how === 'made'
    ? foreseeNew(db, identity, decision.findings)
    : foreseeExisting(db, (await userOfIdentity(db, identity)) ?? { ...user, groups_said_at: null }, identity, how)
}

async function foreseeNew(db: AppDb, identity: SignInIdentity, found: IdentityFinding[]): Promise<ForeseenSignIn> {
  const wish = wishedName(identity)
  const username = await freeName(db, wish)
  const email = usableEmail(identity)
  const { teams, findings } = await foreseeTeams(db, null, identity)
  return {
    account: {
      username,
      how: 'made',
      name: identity.name,
      email,
      emailVerified: email !== null && identity.emailVerified === true,
      admin: identity.admin === true,
      isAdminNow: false,
    },
    teams,
    findings: [...nameFindings(wish, username), ...found, ...findings],
  }
}

async function foreseeExisting(
  db: AppDb,
  user: UserOfIdentity,
  said: SignInIdentity,
  how: 'known' | 'linked',
): Promise<ForeseenSignIn> {
  const { identity, person, admin, findings } = await standingChange(db, user, said)
  const isAdminNow = user.admin === 1
  const isKept = admin === false && (isBreakGlass(user) || (await countAdmins(db)) === 1)
  const { teams, findings: ofTeams } = await foreseeTeams(db, user.id, { ...said, teams: identity.teams })
  return {
    account: {
      username: user.username,
      how,
      name: person.name,
      email: person.email ?? user.email,
      emailVerified: (person.email_verified ?? user.email_verified) === 1,
      admin: isKept || (admin ?? isAdminNow),
      isAdminNow,
    },
    teams,
    findings: [...findings, ...(isKept ? [keptAdmin(user, said)] : []), ...ofTeams],
  }
}

async function foreseeTeams(
  db: AppDb,
  userId: number | null,
  { provider, teams }: Pick<SignInIdentity, 'provider' | 'teams'>,
): Promise<Pick<ForeseenSignIn, 'teams' | 'findings'>> {
  if (teams === null) return { teams: [], findings: [] }
  const { changes, findings } = await teamChanges(db, userId, provider, teams)
  return { teams: changes.map(({ team, role }) => ({ team, role })), findings }
}
