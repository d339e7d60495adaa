import { randomBytes } from 'node:crypto'
import type { Principal } from '../../accounts/principal.ts'
import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import { insertWithId, isDuplicateKey } from '../../storage/sql/portable.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import type { Projects } from '../projects.ts'
import type { Project } from '../types.ts'
import { changeView, listRevisions } from './changing.ts'
import { checkFields, checkViewName } from './checking.ts'
import { findNamed, findViewRow, listViewRows, specsOf, type ViewRow } from './sql.ts'
import type { NewView, View, ViewFields, ViewListQuery, ViewRevision, ViewSummary } from './types.ts'

export interface Views {
  /** Throws `view-not-found`; `need` is what the principal wants to do with it. */
  get(principal: Principal, id: number, need?: 'read' | 'write'): Promise<View>
  /** Newest first. */
  list(principal: Principal, query: ViewListQuery): Promise<ViewSummary[]>
  /** What each of these views shows; asks for nobody's right. */
  specs(ids: number[]): Promise<Map<number, string>>
  /** Makes a view, or changes the one of that name. */
  save(principal: Principal, view: NewView): Promise<{ view: View; inserted: boolean }>
  /**
   * Changes a view. A draft of a report that is published is kept beside it, as one of its own; publishing that puts it in the report's
   * place. Throws `view-changed` where `revision` is given and is not the newest, `view-elsewhere` where it is in another project.
   */
  change(
    principal: Principal,
    id: number,
    fields: ViewFields,
    as?: ChangeAs,
  ): Promise<{ view: View; inserted: boolean }>
  /** Deletes a view. How many drafts of it are left: with `drafts` none. */
  remove(principal: Principal, id: number, drafts: boolean): Promise<number>
  /** What a report was before its latest changes, newest first. */
  revisions(principal: Principal, id: number): Promise<ViewRevision[]>
}

/** What whoever changes a view believes of it. */
export interface ChangeAs {
  revision?: number
  entity?: string | null
  project?: string | null
}

export interface ViewParts {
  db: AppDb
  clock: Clock
}

const report = 'runs'
const draft = 'runs/draft'

/** Reports and workspaces: what people made of a project's runs. Who may read the project may read them, who may write there may change them. */
export function createViews({ db, clock }: ViewParts, projects: Projects): Views {
  /** The view's project, where the principal may do this there. */
  const reach = async (principal: Principal, row: ViewRow, need: 'read' | 'write'): Promise<Project> => {
    const owner = personalOwner(row.name, row.type)
    const enough = need === 'write' ? needFor(principal, owner) : 'read'
    const project = await projects.get(principal, row.entity_name, row.project_name, enough).catch((error: unknown) => {
      throw error instanceof AppError && error.kind === 'not-found' ? notFound() : error
    })
    if (need === 'write' && owner !== null && owner !== principal.username) throw notYours(owner)
    return project
  }

  const insert = async (principal: Principal, project: Project, fields: NewView, name: string): Promise<number> => {
    const now = clock.now()
    return insertWithId(db, 'view', {
      project_id: project.id,
      name,
      type: fields.type || report,
      display_name: fields.displayName ?? 'Untitled',
      description: fields.description ?? '',
      spec: fields.spec ?? '{}',
      parent_id: fields.parentId ?? null,
      revision: 1,
      user_id: principal.userId,
      created_at: now,
      updated_at: now,
    })
  }

  const views: Views = {
    async get(principal, id, need = 'read') {
      const row = await findViewRow(db, id)
      if (!row) throw notFound()
      const project = await reach(principal, row, need)
      return { ...asView(row, project), spec: (await specsOf(db, [id])).get(id) ?? '{}' }
    },

    async list(principal, query) {
      const project = await projects.get(principal, query.entity, query.project)
      return (await listViewRows(db, project.id, query)).map((row) => asView(row, project))
    },

    specs: (ids) => specsOf(db, ids),

    async save(principal, fields) {
      checkFields(fields)
      const name = fields.name ? checkViewName(fields.name) : randomBytes(9).toString('base64url').toLowerCase()
      const owner = personalOwner(name, fields.type ?? report)
      const need = needFor(principal, owner)
      const project = await projects.get(principal, fields.entity, fields.project, need)
      if (owner !== null && owner !== principal.username) throw notYours(owner)
      const known = await findNamed(db, project.id, name)
      if (known) return views.change(principal, known.id, fields)
      try {
        const id = await insert(principal, project, fields, name)
        return { view: await views.get(principal, id), inserted: true }
      } catch (error) {
        const other = isDuplicateKey(error) ? await findNamed(db, project.id, name) : undefined
        if (!other) throw error
        return views.change(principal, other.id, fields)
      }
    },

    async change(principal, id, fields, as = {}) {
      checkFields(fields)
      const before = await views.get(principal, id, 'write')
      const { project } = before
      if ((as.entity && as.entity !== project.entity.name) || (as.project && as.project !== project.name))
        throw elsewhere(project)
      // Who may only read keeps a workspace of their own, and does not make a report of it.
      if (fields.type && fields.type !== before.type)
        await projects.get(principal, project.entity.name, project.name, 'write')
      if (before.type === report && fields.type === draft) {
        const { displayName, description, spec } = { ...before, ...present(fields) }
        const copy = { entity: project.entity.name, project: project.name, displayName, description, spec }
        return views.save(principal, { ...copy, type: draft, parentId: id })
      }
      const parent = before.type === draft && fields.type === report ? before.parentId : null
      if (parent !== null && (await findViewRow(db, parent))) {
        const { displayName, description, spec } = { ...before, ...present(fields) }
        const published = await views.change(principal, parent, { displayName, description, spec })
        await views.remove(principal, id, false)
        return published
      }
      await inTransaction(db, (trx) =>
        changeView(trx, { id, fields, revision: as.revision, userId: principal.userId, now: clock.now() }),
      )
      return { view: await views.get(principal, id), inserted: false }
    },

    async remove(principal, id, drafts) {
      await views.get(principal, id, 'write')
      return inTransaction(db, async (trx) => {
        const ofIt = await trx.selectFrom('view').select('id').where('parent_id', '=', id).execute()
        const gone = [id, ...(drafts ? ofIt.map((each) => each.id) : [])]
        await trx.deleteFrom('view_revision').where('view_id', 'in', gone).execute()
        await trx.deleteFrom('view').where('id', 'in', gone).execute()
        return drafts ? 0 : ofIt.length
      })
    },

    async revisions(principal, id) {
      await views.get(principal, id)
      return listRevisions(db, id)
    },
  }
  return views
}

/** What is set, without what is null or absent. */
const present = (fields: ViewFields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as {
    displayName?: string
    description?: string
    spec?: string
  }

/** Whose own workspace it is: the client names it so. Null for views that everybody may change. */
const personalOwner = (name: string, type: string): string | null =>
  type === 'project-view' ? (/^nw-(.+)-w$/.exec(name)?.[1] ?? null) : null

/** How somebody looks at a project is that person's own, so who may only read keeps it too; a key for reading alone still changes nothing. */
const needFor = (principal: Principal, owner: string | null): 'read' | 'write' =>
  owner === principal.username && principal.via === 'session' ? 'read' : 'write'

const notYours = (owner: string) =>
  new AppError('forbidden', 'forbidden', `This is the workspace of "${owner}". Save it as a view of your own.`)

const elsewhere = ({ entity, name }: Project) =>
  new AppError(
    'invalid',
    'view-elsewhere',
    `This is a report or workspace of "${entity.name}/${name}" and stays there. To have it in another project too, save it as a new one.`,
  )

const notFound = () =>
  new AppError('not-found', 'view-not-found', 'There is no report or workspace with this id that you may see.')

const asView = (row: ViewRow, project: Project): ViewSummary => ({
  id: row.id,
  project,
  name: row.name,
  type: row.type,
  displayName: row.display_name,
  description: row.description,
  parentId: row.parent_id,
  revision: row.revision,
  user: { id: row.user_id, username: row.username ?? '', name: row.user_name, email: row.user_email },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
