import type { Updateable } from 'kysely'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { RunTable } from '../../storage/sql/tables/tracking.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import type { Run } from '../types.ts'

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

/** Those of these numbers that are there, in the order of the list. */
export async function findRunsById(db: AppDb, ids: number[]): Promise<Run[]> {
  if (ids.length === 0) return []
  const rows = await select(db).where('run.id', 'in', ids).execute()
  const runs = new Map(rows.map((row) => [row.id, fromRow(row)]))
  return ids.flatMap((id) => runs.get(id) ?? [])
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

/** Forgets runs with their lists of files and their alerts, in one transaction. Their bytes and their history are forgotten elsewhere. */
export async function removeRuns(db: AppDb, ids: number[]): Promise<void> {
  if (ids.length === 0) return
  await inTransaction(db, async (trx) => {
    // What they logged of artifacts stays, and is nobody's work then.
    for (const table of ['run_file', 'parquet_file', 'run_value', 'alert', 'artifact_run'] as const)
      await trx.deleteFrom(table).where('run_id', 'in', ids).execute()
    await trx.deleteFrom('run').where('id', 'in', ids).execute()
  })
}
