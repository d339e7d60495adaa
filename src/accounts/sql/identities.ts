import { insertIfAbsent } from '../../storage/sql/portable.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import { subjectKey } from '../hash.ts'
import { findUserById, type UserRow } from './users.ts'

/** The key by which a person is known at a provider. */
export interface IdentityKey {
  provider: string
  subject: string
}

const byKey = (db: AppDb, { provider, subject }: IdentityKey) =>
  db.selectFrom('identity').where('provider', '=', provider).where('subject', '=', subjectKey(subject))

/** The account to which this identity belongs, or null. */
export async function userOfIdentity(db: AppDb, key: IdentityKey): Promise<UserRow | null> {
  const known = await byKey(db, key).select('user_id').executeTakeFirst()
  return (known && (await findUserById(db, known.user_id))) ?? null
}

/** False where the identity belongs to an account already. */
export const addIdentity = (
  db: AppDb,
  { provider, subject, issuer }: IdentityKey & { issuer: string },
  userId: number,
  now: number,
): Promise<boolean> =>
  insertIfAbsent(db, 'identity', {
    provider,
    subject: subjectKey(subject),
    user_id: userId,
    issuer,
    created_at: now,
    last_sign_in_at: now,
  })

export interface AccountWithEmail extends UserRow {
  /** Providers at which the account has identities; none for an account that was made here. */
  providers: string[]
}

/** Everybody with this e-mail address, whatever its case. */
export async function accountsWithEmail(db: AppDb, email: string): Promise<AccountWithEmail[]> {
  const users = await db
    .selectFrom('user')
    .selectAll()
    .where((eb) => eb(eb.fn('lower', ['email']), '=', email.toLowerCase()))
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  return Promise.all(
    users.map(async (user) => {
      const identities = db.selectFrom('identity').select('provider').where('user_id', '=', user.id)
      return { ...user, providers: (await identities.execute()).map(({ provider }) => provider) }
    }),
  )
}
