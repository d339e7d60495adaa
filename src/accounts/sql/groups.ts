import type { Kysely } from 'kysely'
import { AppError } from '../../base/errors.ts'
import { insertOrUpdate } from '../../storage/sql/portable.ts'
import type { AppSchema } from '../../storage/sql/schema.ts'
import type { Role } from '../../storage/sql/tables/accounts.ts'
import { findUser } from './users.ts'

type Db = Kysely<AppSchema>

export interface Member {
  username: string
  role: Role
}

export async function userIdOf(db: Db, username: string): Promise<number> {
  const user = await findUser(db, username)
  if (!user) throw new AppError('not-found', 'user-not-found', `There is no user "${username}".`)
  return user.id
}

export const noMember = (username: string, group: string): AppError =>
  new AppError('not-found', 'member-not-found', `"${username}" is no member of "${group}".`)

export async function putTeamMembers(db: Db, team: number, members: Member[]): Promise<void> {
  for (const { username, role } of members) {
    const row = { entity_id: team, user_id: await userIdOf(db, username), role, granted_by: null }
    await insertOrUpdate(db, 'team_member', row, ['entity_id', 'user_id'], { role, granted_by: null })
  }
}

export async function putOrganizationMembers(db: Db, organization: number, members: Member[]): Promise<void> {
  for (const { username, role } of members) {
    const row = { organization_id: organization, user_id: await userIdOf(db, username), role }
    await insertOrUpdate(db, 'organization_member', row, ['organization_id', 'user_id'], { role })
  }
}

export async function roleInTeam(db: Db, team: number, username: string): Promise<Role | null> {
  const members = db.selectFrom('team_member').innerJoin('user', 'user.id', 'team_member.user_id').select('role')
  return (
    (await members.where('team_member.entity_id', '=', team).where('username', '=', username).executeTakeFirst())
      ?.role ?? null
  )
}

/** The people of a team; its service accounts are told apart. */
export const teamPeople = (db: Db, team: number) =>
  db
    .selectFrom('team_member')
    .innerJoin('user', 'user.id', 'team_member.user_id')
    .select(['user.id', 'user.username', 'user.name', 'user.email', 'team_member.role'])
    .where('team_member.entity_id', '=', team)
    .where('user.kind', '=', 'person')
    .orderBy('username')
    .execute()

export const teamMembers = async (db: Db, team: number): Promise<Member[]> =>
  (await teamPeople(db, team)).map(({ username, role }) => ({ username, role }))

export const organizationMembers = (db: Db, organization: number): Promise<Member[]> =>
  db
    .selectFrom('organization_member')
    .innerJoin('user', 'user.id', 'organization_member.user_id')
    .select(['username', 'role'])
    .where('organization_id', '=', organization)
    .orderBy('username')
    .execute()

/** Whether the person was of it. */
export async function removeTeamMember(db: Db, team: number, userId: number): Promise<boolean> {
  const projects = db.selectFrom('project').select('id').where('entity_id', '=', team)
  await db.deleteFrom('project_member').where('user_id', '=', userId).where('project_id', 'in', projects).execute()
  const gone = db.deleteFrom('team_member').where('entity_id', '=', team).where('user_id', '=', userId)
  return (await gone.executeTakeFirst()).numDeletedRows > 0n
}
