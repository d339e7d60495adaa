import type { EntityAccess, Principal, ProjectNeed, ProjectRef, Standing } from '../accounts/principal.ts'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Events } from '../base/events.ts'
import { insertIfAbsent, isDuplicateKey } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { checkName } from './names.ts'
import type { ProjectRemoval } from './project-removal.ts'
import { findProjectById, listProjects, storedBytes, withRunCounts } from './sql/projects.ts'
import { defaultProject, type Project, type ProjectSummary, projectAccesses } from './types.ts'

export interface Projects {
  /** Null where the entity has no such project. Throws `entity-not-found` where the entity may not be read. */
  find(principal: Principal, entity: string | null, name: string | null): Promise<Project | null>
  /** As `find`, but throws `project-not-found`; `need` is what the principal wants to do there. */
  get(principal: Principal, entity: string | null, name: string | null, need?: ProjectNeed): Promise<Project>
  /** As `get`, with what the principal may do there. */
  reach(principal: Principal, entity: string | null, name: string | null, need: ProjectNeed): Promise<ProjectRef>
  /** Makes the project where there is none: that is how the client's first run makes it. */
  ensure(
    principal: Principal,
    entity: string | null,
    name: string | null,
  ): Promise<{ project: Project; inserted: boolean; standing: Standing }>
  describe(principal: Principal, entity: string | null, name: string | null, description: string): Promise<Project>
  /** Says who sees the project. Throws `project-access-unknown`. */
  share(principal: Principal, entity: string | null, name: string | null, access: string): Promise<Project>
  /** Bytes of all files and artifacts of an entity. */
  storedBytes(principal: Principal, entity: string): Promise<number>
  /** Throws `name-invalid`, and `project-exists` where the entity has one of that name. */
  rename(principal: Principal, entity: string | null, name: string, newName: string): Promise<Project>
  /** Removes the project with everything in it. It is out of sight at once; the rest is done in the background. */
  remove(principal: Principal, entity: string | null, name: string | null): Promise<void>
  /** Newest first: those of one entity, or all that the principal may read. `after` is the id of the last one seen. */
  list(principal: Principal, query: { entity?: string; after?: number; limit: number }): Promise<ProjectSummary[]>
}

export interface ProjectParts {
  db: AppDb
  access: EntityAccess
  clock: Clock
  events: Events
  removal: ProjectRemoval
}

export function createProjects({ db, access, clock, events, removal }: ProjectParts): Projects {
  const nameOf = async (principal: Principal, entity: string | null) => entity || (await access.own(principal)).name
  const refOf = async (principal: Principal, entity: string | null, name: string | null, need: ProjectNeed) =>
    access.project(principal, await nameOf(principal, entity), name || defaultProject, need)

  const tell = (principal: Principal, action: string, { entity, name }: Project, facts = {}) =>
    events.emit('audited', { action, actor: principal.username, subject: `project ${entity.name}/${name}`, facts })

  const projects: Projects = {
    async find(principal, entity, name) {
      const ref = await refOf(principal, entity, name, 'read')
      return ref && findProjectById(db, ref.id)
    },

    async get(principal, entity, name, need = 'read') {
      const project = await findProjectById(db, (await projects.reach(principal, entity, name, need)).id)
      if (project) return project
      throw projectNotFound(name)
    },

    async reach(principal, entity, name, need) {
      const ref = await refOf(principal, entity, name, need)
      if (ref) return ref
      throw projectNotFound(name)
    },

    async ensure(principal, entity, name) {
      const ref = await refOf(principal, entity, name, 'add')
      const known = ref && (await findProjectById(db, ref.id))
      if (known) return { project: known, inserted: false, standing: ref.standing }
      const owner = await access.require(principal, await nameOf(principal, entity), 'write')
      const now = clock.now()
      const inserted = await insertIfAbsent(db, 'project', {
        entity_id: owner.id,
        name: checkName('project', name || defaultProject),
        description: null,
        created_by: principal.userId,
        created_at: now,
        updated_at: now,
      })
      return { project: await projects.get(principal, owner.name, name), inserted, standing: 'member' }
    },

    async describe(principal, entity, name, description) {
      const project = await projects.get(principal, entity, name, 'write')
      const change = { description, updated_at: clock.now() }
      await db.updateTable('project').set(change).where('id', '=', project.id).execute()
      return { ...project, description, updatedAt: change.updated_at }
    },

    async share(principal, entity, name, wanted) {
      const access = projectAccesses.find((each) => each === wanted)
      if (!access) {
        const message = `"${wanted.slice(0, 80)}" is no access to a project. Use ${projectAccesses.join(', ')}.`
        throw new AppError('invalid', 'project-access-unknown', message)
      }
      const project = await projects.get(principal, entity, name, 'admin')
      if (project.access === access) return project
      const change = { access, updated_at: clock.now() }
      await db.updateTable('project').set(change).where('id', '=', project.id).execute()
      tell(principal, 'project-shared', project, { before: project.access, access })
      return { ...project, access, updatedAt: change.updated_at }
    },

    async storedBytes(principal, entity) {
      return storedBytes(db, (await access.require(principal, entity, 'read')).id)
    },

    async rename(principal, entity, name, newName) {
      const project = await projects.get(principal, entity, name, 'admin')
      if (project.name === newName) return project
      const change = { name: checkName('project', newName), updated_at: clock.now() }
      try {
        await db.updateTable('project').set(change).where('id', '=', project.id).execute()
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        throw new AppError('conflict', 'project-exists', `"${project.entity.name}" has a project "${newName}" already.`)
      }
      tell(principal, 'project-renamed', project, { name: newName })
      return { ...project, name: newName, updatedAt: change.updated_at }
    },

    async remove(principal, entity, name) {
      const project = await projects.get(principal, entity, name, 'admin')
      await removal.remove(project.id)
      tell(principal, 'project-deleted', project)
    },

    async list(principal, { entity, after, limit }) {
      const scope = await access.readableProjects(principal, entity)
      return withRunCounts(db, await listProjects(db, scope, { after, limit }))
    },
  }
  return projects
}

const projectNotFound = (name: string | null) =>
  new AppError('not-found', 'project-not-found', `There is no project "${name || defaultProject}" here.`)
