import { asciiLower } from '../../base/ascii.ts'
import { insertIfAbsent } from '../../storage/sql/portable.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import { subjectKey } from '../hash.ts'
import type { UserRow } from './users.ts'

/** The key by which a person is known at a provider. */
export interface IdentityKey {
  provider: string
  subject: string
}

export interface UserOfIdentity extends UserRow {
  groups_said_at: number | null
}

/** The account to which this identity belongs, or null. */
export async function userOfIdentity(db: AppDb, { provider, subject }: IdentityKey): Promise<UserOfIdentity | null> {
  const found = await db
    .selectFrom('identity')
    .innerJoin('user', 'user.id', 'identity.user_id')
    .selectAll('user')
    .select('identity.groups_said_at')
    .where('identity.provider', '=', provider)
    .where('identity.subject', '=', subjectKey(subject))
    .where('user.deleted_at', 'is', null)
    .executeTakeFirst()
  return found ?? null
}

/** Notes that the provider says groups of this person. */
export const noteGroups = (db: AppDb, { provider, subject }: IdentityKey, now: number) =>
  db
    .updateTable('identity')
    .set({ groups_said_at: now })
    .where('provider', '=', provider)
    .where('subject', '=', subjectKey(subject))
    .execute()

export interface NewIdentity extends IdentityKey {
  issuer: string
  beyondSub?: string | null
}

/** False where the identity belongs to an account already. */
export const addIdentity = (
  db: AppDb,
  { provider, subject, issuer, beyondSub = null }: NewIdentity,
  userId: number,
  now: number,
): Promise<boolean> =>
  insertIfAbsent(db, 'identity', {
    provider,
    subject: subjectKey(subject),
    user_id: userId,
    issuer,
    beyond_sub: beyondSub === null ? null : subjectKey(beyondSub),
    created_at: now,
    last_sign_in_at: now,
  })

/** The account of the same person by another `sub` of the same provider, or null. */
export async function userBeyondSub(
  db: AppDb,
  { provider, subject, beyondSub }: IdentityKey & { beyondSub: string | null },
): Promise<UserRow | null> {
  if (beyondSub === null) return null
  const found = await db
    .selectFrom('identity')
    .innerJoin('user', 'user.id', 'identity.user_id')
    .selectAll('user')
    .where('identity.provider', '=', provider)
    .where('identity.beyond_sub', '=', subjectKey(beyondSub))
    .where('identity.subject', '!=', subjectKey(subject))
    .where('user.deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return found ?? null
}

export interface AccountWithEmail extends UserRow {
  /** Providers at which the account has identities; none for an account that was made here. */
  providers: string[]
}

/** Everybody with this e-mail address; upper and lower case of A to Z count as the same, and nothing else does. */
export async function accountsWithEmail(db: AppDb, email: string): Promise<AccountWithEmail[]> {
  const wanted = asciiLower(email)
  const users = await db
    .selectFrom('user')
    .selectAll()
    .where((eb) => eb(eb.fn('lower', ['email']), '=', wanted))
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  // Databases differ in what is the lower case of a letter beyond A to Z.
  const same = users.filter((user) => asciiLower(user.email ?? '') === wanted)
  return Promise.all(
    same.map(async (user) => {
      const identities = db.selectFrom('identity').select('provider').where('user_id', '=', user.id)
      return { ...user, providers: (await identities.execute()).map(({ provider }) => provider) }
    }),
  )
}
