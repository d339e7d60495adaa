import type { EntityAccess, Principal } from '../accounts/principal.ts'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { insertIfAbsent } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { checkName } from './names.ts'
import { findProject, listProjects, withRunCounts } from './sql/projects.ts'
import { defaultProject, type Project, type ProjectSummary } from './types.ts'

export interface Projects {
  /** Null where the entity has no such project. Throws `entity-not-found` where the entity may not be read. */
  find(principal: Principal, entity: string | null, name: string | null): Promise<Project | null>
  /** As `find`, but throws `project-not-found`; `need` is what the principal wants to do there. */
  get(
    principal: Principal,
    entity: string | null,
    name: string | null,
    need?: 'read' | 'write' | 'admin',
  ): Promise<Project>
  /** Makes the project where there is none: that is how the client's first run makes it. */
  ensure(
    principal: Principal,
    entity: string | null,
    name: string | null,
  ): Promise<{ project: Project; inserted: boolean }>
  describe(principal: Principal, entity: string | null, name: string | null, description: string): Promise<Project>
  /** Newest first: those of one entity, or all that the principal may read. `after` is the id of the last one seen. */
  list(principal: Principal, query: { entity?: string; after?: number; limit: number }): Promise<ProjectSummary[]>
}

export interface ProjectParts {
  db: AppDb
  access: EntityAccess
  clock: Clock
}

export function createProjects({ db, access, clock }: ProjectParts): Projects {
  const entityOf = async (principal: Principal, entity: string | null, need: 'read' | 'write' | 'admin') =>
    access.require(principal, entity || (await access.own(principal)).name, need)

  const projects: Projects = {
    async find(principal, entity, name) {
      return findProject(db, (await entityOf(principal, entity, 'read')).id, name || defaultProject)
    },

    async get(principal, entity, name, need = 'read') {
      const project = await findProject(db, (await entityOf(principal, entity, need)).id, name || defaultProject)
      if (project) return project
      throw new AppError('not-found', 'project-not-found', `There is no project "${name || defaultProject}" here.`)
    },

    async ensure(principal, entity, name) {
      const owner = await entityOf(principal, entity, 'write')
      const known = await findProject(db, owner.id, name || defaultProject)
      if (known) return { project: known, inserted: false }
      const now = clock.now()
      const inserted = await insertIfAbsent(db, 'project', {
        entity_id: owner.id,
        name: checkName('project', name || defaultProject),
        description: null,
        created_by: principal.userId,
        created_at: now,
        updated_at: now,
      })
      return { project: await projects.get(principal, owner.name, name), inserted }
    },

    async describe(principal, entity, name, description) {
      const project = await projects.get(principal, entity, name, 'write')
      const change = { description, updated_at: clock.now() }
      await db.updateTable('project').set(change).where('id', '=', project.id).execute()
      return { ...project, description, updatedAt: change.updated_at }
    },

    async list(principal, { entity, after, limit }) {
      const entities = entity ? [await access.require(principal, entity, 'read')] : await access.readable(principal)
      return withRunCounts(db, await listProjects(db, entities?.map(({ id }) => id) ?? null, { after, limit }))
    },
  }
  return projects
}
