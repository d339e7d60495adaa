import type { AppDb } from '../../storage/sql/schema.ts'
import type { Role } from '../../storage/sql/tables/accounts.ts'
import type { ProjectAccess } from '../../storage/sql/tables/people.ts'
import type { EntityRef, Principal } from '../principal.ts'

export type EntityRow = EntityRef & { organization_id: number | null }

const entities = (db: AppDb) =>
  db.selectFrom('entity').select(['entity.id', 'entity.name', 'entity.kind', 'entity.organization_id'])

export const findEntity = (db: AppDb, name: string): Promise<EntityRow | undefined> =>
  entities(db).where('name', '=', name).where('deleted_at', 'is', null).executeTakeFirst()

/** The person's own, or the team of a service account. */
export const entityOfUser = (db: AppDb, userId: number): Promise<EntityRow | undefined> =>
  entities(db).innerJoin('user', 'user.entity_id', 'entity.id').where('user.id', '=', userId).executeTakeFirst()

export interface ProjectRow {
  id: number
  name: string
  access: ProjectAccess
  created_by: number
}

export const findProjectRow = (db: AppDb, entityId: number, name: string): Promise<ProjectRow | undefined> =>
  db
    .selectFrom('project')
    .select(['id', 'name', 'access', 'created_by'])
    .where('entity_id', '=', entityId)
    .where('name', '=', name)
    .executeTakeFirst()

export async function namedRole(db: AppDb, projectId: number, userId: number): Promise<Role | null> {
  const named = db.selectFrom('project_member').select('role').where('project_id', '=', projectId)
  return (await named.where('user_id', '=', userId).executeTakeFirst())?.role ?? null
}

/** The principal's role in an entity by membership of it and of its organization, or null where it has none. */
export async function roleIn(db: AppDb, principal: Principal, entity: EntityRow): Promise<Role | null> {
  if (principal.admin) return 'admin'
  if (entity.kind === 'user') return entity.name === principal.username ? 'admin' : null
  const inTeam = db.selectFrom('team_member').select('role').where('entity_id', '=', entity.id)
  const member = await inTeam.where('user_id', '=', principal.userId).executeTakeFirst()
  if (member?.role === 'admin' || entity.organization_id === null) return member?.role ?? null
  const inOrganization = db
    .selectFrom('organization_member')
    .select('role')
    .where('organization_id', '=', entity.organization_id)
  const over = await inOrganization.where('user_id', '=', principal.userId).executeTakeFirst()
  if (over?.role === 'admin') return 'admin'
  // What an organization has for itself, its members may look at.
  return entity.kind === 'organization' && over ? 'viewer' : (member?.role ?? null)
}

/** Every entity in which the principal has a role, by name; not because of being an administrator of the server. */
export async function entitiesWithRole(
  db: AppDb,
  { userId, username }: Principal,
): Promise<(EntityRef & { role: Role })[]> {
  const rows = await db
    .selectFrom('entity')
    .leftJoin('team_member', (join) =>
      join.onRef('team_member.entity_id', '=', 'entity.id').on('team_member.user_id', '=', userId),
    )
    .leftJoin('organization_member', (join) =>
      join
        .onRef('organization_member.organization_id', '=', 'entity.organization_id')
        .on('organization_member.user_id', '=', userId)
        .on('organization_member.role', '=', 'admin'),
    )
    .select(['entity.id', 'entity.name', 'entity.kind', 'team_member.role', 'organization_member.role as over'])
    .where('entity.deleted_at', 'is', null)
    .where('entity.kind', '!=', 'organization')
    .where((eb) =>
      eb.or([
        eb.and([eb('entity.kind', '=', 'user'), eb('entity.name', '=', username)]),
        eb('team_member.role', 'is not', null),
        eb('organization_member.role', 'is not', null),
      ]),
    )
    .orderBy('entity.name')
    .execute()
  return rows.map(({ id, name, kind, role, over }) => {
    const isAdmin = kind === 'user' || over !== null
    return { id, name, kind, role: isAdmin ? 'admin' : (role ?? 'viewer') }
  })
}

/** Projects that are restricted, or open beyond their entity, or name the principal: those that an entity's role alone does not decide. */
export async function unusualProjects(db: AppDb, userId: number, entityId?: number) {
  let query = db
    .selectFrom('project')
    .leftJoin('project_member', (join) =>
      join.onRef('project_member.project_id', '=', 'project.id').on('project_member.user_id', '=', userId),
    )
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .select(['project.id', 'project.access', 'project.created_by', 'project.entity_id', 'project_member.role as named'])
    .where('entity.deleted_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('project.access', 'in', ['RESTRICTED', 'USER_READ', 'USER_WRITE']),
        eb('project_member.role', 'is not', null),
      ]),
    )
  if (entityId !== undefined) query = query.where('project.entity_id', '=', entityId)
  return query.execute()
}
