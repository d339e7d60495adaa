import type { ProjectScope } from '../../accounts/principal.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { Project, ProjectSummary } from '../types.ts'
import { withinScope } from './project-scope.ts'

const select = (db: AppDb) =>
  db
    .selectFrom('project')
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .leftJoin('user', 'user.id', 'project.created_by')
    .select([
      'project.id',
      'project.name',
      'project.description',
      'project.access',
      'project.created_by',
      'project.created_at',
      'project.updated_at',
      'entity.id as entity_id',
      'entity.name as entity_name',
      'entity.kind as entity_kind',
      'user.username',
      'user.name as user_name',
      'user.email as user_email',
    ])

type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

const fromRow = (row: Row): Project => ({
  id: row.id,
  name: row.name,
  entity: { id: row.entity_id, name: row.entity_name, kind: row.entity_kind },
  description: row.description,
  access: row.access,
  createdBy: { id: row.created_by, username: row.username ?? '', name: row.user_name, email: row.user_email },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export async function findProjectById(db: AppDb, id: number): Promise<Project | null> {
  const row = await select(db).where('project.id', '=', id).executeTakeFirst()
  return row ? fromRow(row) : null
}

/** Newest project first. `after` is the id of the last one seen. */
export async function listProjects(
  db: AppDb,
  scope: ProjectScope | null,
  page: { after?: number; limit: number },
): Promise<Project[]> {
  let query = select(db).orderBy('project.id', 'desc').limit(page.limit)
  if (scope) query = query.where((eb) => withinScope(eb as never, scope))
  if (page.after !== undefined) query = query.where('project.id', '<', page.after)
  return (await query.execute()).map(fromRow)
}

/** The projects with how many runs each has. Their `updatedAt` is that of the latest run where it is later. */
export async function withRunCounts(db: AppDb, projects: Project[]): Promise<ProjectSummary[]> {
  if (projects.length === 0) return []
  const counts = await db
    .selectFrom('run')
    .select(({ fn }) => ['project_id', 'state', fn.countAll<number>().as('runs'), fn.max('updated_at').as('latest')])
    .where(
      'project_id',
      'in',
      projects.map(({ id }) => id),
    )
    .groupBy(['project_id', 'state'])
    .execute()
  return projects.map((project) => {
    const own = counts.filter((row) => row.project_id === project.id)
    const running = own.find(({ state }) => state === 'running')
    return {
      ...project,
      runCount: own.reduce((sum, { runs }) => sum + Number(runs), 0),
      runningCount: Number(running?.runs ?? 0),
      updatedAt: Math.max(project.updatedAt, ...own.map(({ latest }) => Number(latest))),
    }
  })
}

/** Bytes of all files and artifacts of an entity. */
export async function storedBytes(db: AppDb, entityId: number): Promise<number> {
  const files = await db
    .selectFrom('run_file')
    .innerJoin('run', 'run.id', 'run_file.run_id')
    .innerJoin('project', 'project.id', 'run.project_id')
    .select(({ fn }) => fn.sum<number | null>('run_file.size_bytes').as('bytes'))
    .where('project.entity_id', '=', entityId)
    .executeTakeFirstOrThrow()
  const blobs = await db
    .selectFrom('artifact_blob')
    .innerJoin('project', 'project.id', 'artifact_blob.project_id')
    .select(({ fn }) => fn.sum<number | null>('artifact_blob.size_bytes').as('bytes'))
    .where('project.entity_id', '=', entityId)
    .executeTakeFirstOrThrow()
  return Number(files.bytes ?? 0) + Number(blobs.bytes ?? 0)
}
