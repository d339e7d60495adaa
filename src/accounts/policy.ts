import { AppError } from '../base/errors.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { Role } from '../storage/sql/tables/accounts.ts'
import type { EntityAccess, EntityRef, Principal } from './principal.ts'

type Need = 'read' | 'write' | 'admin'

const enough: Record<Need, Role[]> = {
  read: ['viewer', 'member', 'admin'],
  write: ['member', 'admin'],
  admin: ['admin'],
}

/**
 * A person's own entity is that person's and the administrators'; a team's is its members' by their role, and its organization's
 * administrators'.
 */
export function createPolicy(db: AppDb): EntityAccess {
  return {
    async require(principal, entityName, need) {
      const entity = await findEntity(db, entityName)
      const role = entity && (await roleIn(db, principal, entity))
      if (!entity || !role) {
        throw new AppError(
          'not-found',
          'entity-not-found',
          `There is no user or team "${entityName}" that you may see.`,
        )
      }
      if (!enough[need].includes(role)) {
        throw new AppError('forbidden', 'forbidden', `You may look at what "${entityName}" has, and not change it.`)
      }
      return { id: entity.id, name: entity.name, kind: entity.kind }
    },

    async readable(principal) {
      if (principal.admin) return null
      return db
        .selectFrom('entity')
        .select(['id', 'name', 'kind'])
        .where('deleted_at', 'is', null)
        .where((eb) =>
          eb.or([
            eb('name', '=', principal.username),
            eb('id', 'in', eb.selectFrom('team_member').select('entity_id').where('user_id', '=', principal.userId)),
            eb(
              'organization_id',
              'in',
              eb
                .selectFrom('organization_member')
                .select('organization_id')
                .where('user_id', '=', principal.userId)
                .where('role', '=', 'admin'),
            ),
          ]),
        )
        .orderBy('name')
        .execute()
    },

    async own(principal) {
      const entity = await findEntity(db, principal.username)
      if (!entity) throw new AppError('not-found', 'entity-not-found', 'Your account has no entity of its own.')
      return { id: entity.id, name: entity.name, kind: entity.kind }
    },
  }
}

type EntityRow = EntityRef & { organization_id: number | null }

const findEntity = (db: AppDb, name: string): Promise<EntityRow | undefined> =>
  db
    .selectFrom('entity')
    .select(['id', 'name', 'kind', 'organization_id'])
    .where('name', '=', name)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()

/** The principal's standing in an entity, or null where he may not even see it. */
async function roleIn(db: AppDb, principal: Principal, entity: EntityRow): Promise<Role | null> {
  if (principal.admin) return 'admin'
  if (entity.kind === 'user') return entity.name === principal.username ? 'admin' : null
  const member = await db
    .selectFrom('team_member')
    .select('role')
    .where('entity_id', '=', entity.id)
    .where('user_id', '=', principal.userId)
    .executeTakeFirst()
  if (member?.role === 'admin' || entity.organization_id === null) return member?.role ?? null
  const overTeam = await db
    .selectFrom('organization_member')
    .select('role')
    .where('organization_id', '=', entity.organization_id)
    .where('user_id', '=', principal.userId)
    .executeTakeFirst()
  return overTeam?.role === 'admin' ? 'admin' : (member?.role ?? null)
}
