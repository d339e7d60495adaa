import type { Updateable } from 'kysely'
import type { ProjectScope } from '../../accounts/principal.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { RunTable } from '../../storage/sql/tables/tracking.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import type { RunFilter } from '../run-filter.ts'
import type { Run } from '../types.ts'
import { withinScope } from './project-scope.ts'
import { whereRun } from './run-filter.ts'

const select = (db: AppDb) =>
  db
    .selectFrom('run')
    .innerJoin('project', 'project.id', 'run.project_id')
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .leftJoin('user', 'user.id', 'run.user_id')
    .selectAll('run')
    .select([
      'project.name as project_name',
      'entity.id as entity_id',
      'entity.name as entity_name',
      'entity.kind as entity_kind',
      'user.username',
      'user.name as user_name',
      'user.email as user_email',
    ])

type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

const fromRow = (row: Row): Run => ({
  id: row.id,
  name: row.name,
  displayName: row.display_name,
  project: { id: row.project_id, name: row.project_name },
  entity: { id: row.entity_id, name: row.entity_name, kind: row.entity_kind },
  user: { id: row.user_id, username: row.username ?? '', name: row.user_name, email: row.user_email },
  state: row.state,
  exitCode: row.exit_code,
  stopRequested: row.stop_requested === 1,
  config: row.config,
  group: row.group_name,
  jobType: row.job_type,
  sweep: row.sweep_name,
  notes: row.notes,
  tags: JSON.parse(row.tags) as string[],
  host: row.host,
  program: row.program,
  commit: row.commit_hash,
  repository: row.repository,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  heartbeatAt: row.heartbeat_at,
  finishedAt: row.finished_at,
})

export async function findRun(db: AppDb, projectId: number, name: string): Promise<Run | null> {
  const row = await select(db).where('run.project_id', '=', projectId).where('run.name', '=', name).executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function findRunById(db: AppDb, id: number): Promise<Run | null> {
  const row = await select(db).where('run.id', '=', id).executeTakeFirst()
  return row ? fromRow(row) : null
}

export interface RunPageQuery {
  /** One project, or every project that somebody may read; null is all. */
  within: { projectId: number } | { scope: ProjectScope | null }
  filter?: RunFilter
  order: 'asc' | 'desc'
  /** The last run of the page before. */
  after?: { createdAt: number; id: number }
  limit: number
}

const matching = (db: AppDb, { within, filter }: Pick<RunPageQuery, 'within' | 'filter'>) => {
  let query = select(db)
  if ('projectId' in within) query = query.where('run.project_id', '=', within.projectId)
  else if (within.scope) {
    const { scope } = within
    query = query.where((eb) => withinScope(eb as never, scope))
  }
  return filter ? query.where((eb) => whereRun(eb as never, filter)) : query
}

/** In order of creation. */
export async function listRuns(db: AppDb, page: RunPageQuery): Promise<Run[]> {
  const { after, order } = page
  let query = matching(db, page).orderBy('run.created_at', order).orderBy('run.id', order).limit(page.limit)
  if (after) {
    const beyond = order === 'asc' ? '>' : '<'
    query = query.where((eb) =>
      eb.or([
        eb('run.created_at', beyond, after.createdAt),
        eb.and([eb('run.created_at', '=', after.createdAt), eb('run.id', beyond, after.id)]),
      ]),
    )
  }
  return (await query.execute()).map(fromRow)
}

export async function countRuns(db: AppDb, query: Pick<RunPageQuery, 'within' | 'filter'>): Promise<number> {
  const row = await matching(db, query)
    .clearSelect()
    .select(({ fn }) => fn.countAll<number>().as('runs'))
    .executeTakeFirstOrThrow()
  return Number(row.runs)
}

export async function updateRun(db: AppDb, id: number, change: Updateable<RunTable>): Promise<void> {
  await db.updateTable('run').set(change).where('id', '=', id).execute()
}

/** Running and preempting runs of whom nothing was heard since these times. */
export async function findSilentRuns(db: AppDb, since: { running: number; preempting: number }) {
  return db
    .selectFrom('run')
    .select(['id', 'project_id', 'state', 'heartbeat_at'])
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'running'), eb('heartbeat_at', '<', since.running)]),
        eb.and([eb('state', '=', 'preempting'), eb('heartbeat_at', '<', since.preempting)]),
      ]),
    )
    .execute()
}

/** Forgets a run with its list of files and its alerts. Their bytes and its history are forgotten elsewhere. */
export async function removeRun(db: AppDb, id: number): Promise<void> {
  await inTransaction(db, async (trx) => {
    await trx.deleteFrom('run_file').where('run_id', '=', id).execute()
    await trx.deleteFrom('alert').where('run_id', '=', id).execute()
    await trx.deleteFrom('run').where('id', '=', id).execute()
  })
}
