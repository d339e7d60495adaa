import type { Updateable } from 'kysely'
import type { AppDb } from '../../../storage/sql/schema.ts'
import type { SweepRunTable } from '../../../storage/sql/tables/sweeps.ts'
import type { Sweep, SweepRunRow } from '../types.ts'

type Runless = Omit<SweepRunRow, 'run_id'> & { run_id: null }
type Place = Pick<Sweep, 'id' | 'project'>

const joined = (db: AppDb, { id, project }: Place) =>
  db
    .selectFrom('sweep_run')
    .leftJoin('run', (join) => join.onRef('run.name', '=', 'sweep_run.run_name').on('run.project_id', '=', project.id))
    .where('sweep_run.sweep_id', '=', id)

/** Suggestions in order, each with the state of its run. */
export async function rowsOf(db: AppDb, sweep: Place): Promise<SweepRunRow[]> {
  return (await allRowsOf(db, sweep)).filter((row): row is SweepRunRow => row.run_id !== null)
}

/** As `rowsOf`, with those whose run is gone, or still to come. */
export async function allRowsOf(db: AppDb, sweep: Place): Promise<(SweepRunRow | Runless)[]> {
  const rows = await joined(db, sweep)
    .select([
      'sweep_run.number',
      'sweep_run.run_name',
      'sweep_run.agent_id',
      'sweep_run.point',
      'sweep_run.stage',
      'sweep_run.given',
      'sweep_run.given_at',
      'sweep_run.objective',
      'sweep_run.settled_at',
      'run.id as run_id',
      'run.state',
      'run.stop_requested',
      'run.finished_at',
    ])
    .orderBy('sweep_run.number')
    .execute()
  return rows as (SweepRunRow | Runless)[]
}

/** Forgets these suggestions, whose runs were deleted: what they tried may be tried again. */
export async function forget(db: AppDb, sweepId: number, rows: Pick<SweepRunRow, 'number'>[]): Promise<void> {
  if (rows.length === 0) return
  const numbers = rows.map(({ number }) => number)
  await db.deleteFrom('sweep_run').where('sweep_id', '=', sweepId).where('number', 'in', numbers).execute()
}

export async function nextNumber(db: AppDb, sweepId: number): Promise<number> {
  const row = await db
    .selectFrom('sweep_run')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('sweep_id', '=', sweepId)
    .executeTakeFirst()
  return Number(row?.last ?? 0) + 1
}

export async function updateSweepRun(
  db: AppDb,
  sweepId: number,
  number: number,
  change: Updateable<SweepRunTable>,
): Promise<void> {
  await db.updateTable('sweep_run').set(change).where('sweep_id', '=', sweepId).where('number', '=', number).execute()
}

/** Hands a suggestion to an agent, unless another process did so since it was read. */
export async function takeOver(
  db: AppDb,
  sweepId: number,
  row: Pick<SweepRunRow, 'number' | 'given'>,
  agent: { id: number },
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sweep_run')
    .set({ agent_id: agent.id, stage: 'given', given: row.given + 1, given_at: now })
    .where('sweep_id', '=', sweepId)
    .where('number', '=', row.number)
    .where('given', '=', row.given)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
