import { AppError } from '../base/errors.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { Role } from '../storage/sql/tables/accounts.ts'
import type { EntityAccess, EntityRef, Principal, ProjectNeed, ProjectScope, Standing } from './principal.ts'
import {
  entitiesWithRole,
  entityOfUser,
  findEntity,
  findProjectRow,
  namedRole,
  type ProjectRow,
  roleIn,
  unusualProjects,
} from './sql/roles.ts'

const enough: Record<ProjectNeed, Standing[]> = {
  read: ['viewer', 'contributor', 'member', 'admin'],
  add: ['contributor', 'member', 'admin'],
  write: ['member', 'admin'],
  admin: ['admin'],
}

/**
 * A person's own entity is that person's and the administrators'; a team's is its members' by their role, and its organization's
 * administrators'. A project is its entity's, more or less according to its `access` and to who is named in it.
 */
export function createPolicy(db: AppDb): EntityAccess {
  return {
    async require(principal, entityName, need) {
      const entity = await findEntity(db, entityName)
      const role = entity && (await roleIn(db, principal, entity))
      if (!entity || !role) throw entityNotFound(entityName)
      requireStanding(principal, role, need, entityName)
      return refOf(entity)
    },

    async project(principal, entityName, projectName, need) {
      const entity = await findEntity(db, entityName)
      if (!entity) throw entityNotFound(entityName)
      const role = await roleIn(db, principal, entity)
      const project = await findProjectRow(db, entity.id, projectName)
      const named = project && role !== 'admin' ? await namedRole(db, project.id, principal.userId) : null
      const standing = project ? standingIn(project, { role, named, userId: principal.userId }) : null
      if (project && standing) {
        requireStanding(principal, standing, need, `${entityName}/${projectName}`)
        return { id: project.id, name: project.name, entity: refOf(entity), standing }
      }
      if (!role) throw entityNotFound(entityName)
      requireStanding(principal, role, need, entityName)
      return null
    },

    async readableProjects(principal, entityName) {
      const entity = entityName === undefined ? undefined : await findEntity(db, entityName)
      if (entityName !== undefined && !entity) throw entityNotFound(entityName)
      if (principal.admin) return entity ? wholly([entity]) : null
      const own = entity
        ? [{ ...entity, role: await roleIn(db, principal, entity) }].filter(({ role }) => role !== null)
        : await entitiesWithRole(db, principal)
      const scope = wholly(own)
      const roles = new Map(own.map(({ id, role }) => [id, role]))
      for (const project of await unusualProjects(db, principal.userId, entity?.id)) {
        const role = roles.get(project.entity_id) ?? null
        const standing = standingIn(project, { role, named: project.named, userId: principal.userId })
        if (role && !standing) scope.hiddenIds.push(project.id)
        if (!role && standing) scope.alsoIds.push(project.id)
      }
      if (entity && own.length === 0 && scope.alsoIds.length === 0) throw entityNotFound(entity.name)
      return scope
    },

    readable: async (principal) => (principal.admin ? null : (await entitiesWithRole(db, principal)).map(refOf)),

    async own({ userId }) {
      const entity = await entityOfUser(db, userId)
      if (!entity) throw new AppError('not-found', 'entity-not-found', 'Your account has no entity of its own.')
      return refOf(entity)
    },
  }
}

/** What somebody may do in a project, or null where it is not even to be seen. */
export function standingIn(
  { access, created_by }: Pick<ProjectRow, 'access' | 'created_by'>,
  { role, named, userId }: { role: Role | null; named: Role | null; userId: number },
): Standing | null {
  if (role === 'admin') return 'admin'
  // Whoever may only look at what the team has cannot be made more by one project.
  if (named) return role === 'viewer' ? 'viewer' : named
  if (role === 'member' && created_by === userId) return 'admin'
  switch (access) {
    case 'RESTRICTED':
      return null
    case 'ENTITY_READ':
      return role && 'viewer'
    case 'USER_READ':
      return role ?? 'viewer'
    case 'USER_WRITE':
      return role === 'viewer' ? 'viewer' : (role ?? 'contributor')
    default:
      return role
  }
}

/** Throws AppError `key-read-only` where the principal's key may change nothing. */
export function requireWritable(principal: Principal): void {
  if (!principal.readOnly) return
  throw new AppError(
    'forbidden',
    'key-read-only',
    'This API key may read, and change nothing. Use another key for this.',
  )
}

function requireStanding(principal: Principal, standing: Standing, need: ProjectNeed, place: string): void {
  if (need !== 'read') requireWritable(principal)
  if (!enough[need].includes(standing))
    throw new AppError('forbidden', 'forbidden', `You may look at what "${place}" has, and not change it.`)
}

const wholly = (entities: EntityRef[]): ProjectScope => ({
  entityIds: entities.map(({ id }) => id),
  hiddenIds: [],
  alsoIds: [],
})

const refOf = ({ id, name, kind }: EntityRef): EntityRef => ({ id, name, kind })

/** The same whether there is none or it may not be seen, so that its existence is not told. */
const entityNotFound = (name: string) =>
  new AppError('not-found', 'entity-not-found', `There is no user or team "${name}" that you may see.`)
