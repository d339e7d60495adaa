import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { AppSchema } from '../../storage/sql/schema.ts'
import type { UserTable } from '../../storage/sql/tables/accounts.ts'
import type { User } from '../people.ts'

type Db = Kysely<AppSchema>
export type UserRow = Selectable<UserTable>

/** A person, or a service account. */
export const findAccount = (db: Db, username: string): Promise<UserRow | undefined> =>
  db.selectFrom('user').selectAll().where('username', '=', username).where('deleted_at', 'is', null).executeTakeFirst()

/** A person. */
export async function findUser(db: Db, username: string): Promise<UserRow | undefined> {
  const found = await findAccount(db, username)
  return found?.kind === 'person' ? found : undefined
}

/** The one person with this e-mail address (whatever its case) who has a password; null where there are several. */
export async function findByEmail(db: Db, email: string): Promise<UserRow | undefined> {
  const rows = await db
    .selectFrom('user')
    .selectAll()
    .where((eb) => eb(eb.fn('lower', ['email']), '=', email.toLowerCase()))
    .where('password_hash', 'is not', null)
    .where('deleted_at', 'is', null)
    .limit(2)
    .execute()
  return rows.length === 1 ? rows[0] : undefined
}

/** The one account whose verified address this is (whatever its case) and which is no administrator's; else why there is none. */
export async function findByVerifiedEmail(db: Db, email: string): Promise<UserRow | string> {
  const rows = await db
    .selectFrom('user')
    .selectAll()
    .where((eb) => eb(eb.fn('lower', ['email']), '=', email.toLowerCase()))
    .where('deleted_at', 'is', null)
    .limit(2)
    .execute()
  const [only, another] = rows
  if (!only) return 'nobody has it'
  if (another) return 'several accounts have it'
  if (only.email_verified !== 1) return `"${only.username}" has it unverified`
  return only.admin === 1 ? `"${only.username}" is an administrator` : only
}

export const findUserById = (db: Db, id: number): Promise<UserRow | undefined> =>
  db.selectFrom('user').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst()

export const listUsers = (db: Db): Promise<UserRow[]> =>
  db
    .selectFrom('user')
    .selectAll()
    .where('kind', '=', 'person')
    .where('deleted_at', 'is', null)
    .orderBy('username')
    .execute()

/** The first administrator who may sign in. */
export const findAdmin = (db: Db): Promise<UserRow | undefined> =>
  db
    .selectFrom('user')
    .selectAll()
    .where('admin', '=', 1)
    .where('disabled_at', 'is', null)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .executeTakeFirst()

/** By a person, a team or a service account. Names that differ only in case would be taken for each other by people. */
export async function isNameTaken(db: Db, name: string): Promise<boolean> {
  const wanted = name.toLowerCase()
  const entity = db.selectFrom('entity').select('id').where(sql`lower(name)`, '=', wanted)
  const account = db.selectFrom('user').select('id').where(sql`lower(username)`, '=', wanted)
  return Boolean((await entity.executeTakeFirst()) ?? (await account.executeTakeFirst()))
}

export const countAdmins = async (db: Db): Promise<number> => {
  const { count } = await db
    .selectFrom('user')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('admin', '=', 1)
    .where('disabled_at', 'is', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export const asUser = (row: UserRow): User => ({
  id: row.id,
  username: row.username,
  email: row.email,
  name: row.name,
  admin: row.admin === 1,
  disabled: row.disabled_at !== null,
  createdAt: row.created_at,
  hasPassword: row.password_hash !== null,
})

/**
 * Changes a user unless that would leave nobody who can administer the server; whether it was done. Two who lose it at the same time do
 * not both go: the condition is within the statement.
 */
export async function changeUnlessLastAdmin(trx: Db, userId: number, values: Updateable<UserTable>): Promise<boolean> {
  // MySQL asks for a table of its own where a statement reads what it changes.
  const others = trx
    .selectFrom('user')
    .select('id')
    .where('admin', '=', 1)
    .where('disabled_at', 'is', null)
    .where('deleted_at', 'is', null)
    .where('id', '!=', userId)
    .as('others')
  const { numUpdatedRows } = await trx
    .updateTable('user')
    .set(values)
    .where('id', '=', userId)
    .where((eb) => eb.exists(eb.selectFrom(others).select('others.id')))
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
