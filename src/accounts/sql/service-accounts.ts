import { asciiLower } from '../../base/ascii.ts'
import type { AppDb } from '../../storage/sql/schema.ts'

const select = (db: AppDb, team: number) =>
  db
    .selectFrom('user')
    .innerJoin('team_member', (join) =>
      join.onRef('team_member.user_id', '=', 'user.id').onRef('team_member.entity_id', '=', 'user.entity_id'),
    )
    .select(['user.id', 'user.username', 'user.name', 'team_member.role', 'user.created_at'])
    .where('user.entity_id', '=', team)
    .where('user.kind', '=', 'service')
    .where('user.deleted_at', 'is', null)

type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

const fromRow = ({ id, username, name, role, created_at }: Row) => ({
  ...{ id, username, name: name ?? username, role, createdAt: created_at },
})

/** Those of a team, the newest last. */
export const serviceAccountsOf = async (db: AppDb, team: number) =>
  (await select(db, team).orderBy('user.id').execute()).map(fromRow)

export async function findServiceAccount(db: AppDb, team: number, username: string) {
  const row = await select(db, team).where('user.username', '=', username).executeTakeFirst()
  return row ? fromRow(row) : null
}

/** The id of the one person of a team with this user name, else with this e-mail address; null where there is none, or more than one. */
export async function findMember(
  db: AppDb,
  team: number,
  { username, email }: { username: string | null; email: string | null },
): Promise<number | null> {
  const members = db
    .selectFrom('team_member')
    .innerJoin('user', 'user.id', 'team_member.user_id')
    .select(['user.id', 'user.email'])
    .where('team_member.entity_id', '=', team)
    .where('user.kind', '=', 'person')
    .where('user.disabled_at', 'is', null)
  if (username) return (await members.where('user.username', '=', username).executeTakeFirst())?.id ?? null
  if (!email) return null
  const found = (await members.execute()).filter((each) => asciiLower(each.email ?? '') === asciiLower(email))
  return found.length === 1 ? found[0]!.id : null
}

/** Its keys open nothing any more and its name is free; the row stays for the runs that name it. */
export async function retireServiceAccount(trx: AppDb, id: number, now: number): Promise<void> {
  for (const table of ['api_key', 'access_token', 'team_member', 'project_member'] as const)
    await trx.deleteFrom(table).where('user_id', '=', id).execute()
  const gone = { username: `deleted-user-${id}`, disabled_at: now, deleted_at: now }
  await trx.updateTable('user').set(gone).where('id', '=', id).execute()
}
