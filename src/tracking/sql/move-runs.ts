import type { AppDb } from '../../storage/sql/schema.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'

/** Names of these runs that runs of the other project have, too. */
export async function namesTaken(db: AppDb, fromId: number, toId: number, ids: number[]): Promise<string[]> {
  const moved = new Set(ids)
  const rows = await db
    .selectFrom('run')
    .innerJoin('run as other', 'other.name', 'run.name')
    .select(['run.id', 'run.name'])
    .where('run.project_id', '=', fromId)
    .where('other.project_id', '=', toId)
    .execute()
  return rows.filter(({ id }) => moved.has(id)).map(({ name }) => name)
}

/** A run in its new project is of no sweep, and its values have to be indexed anew: keys are those of a project. */
export async function moveRun(db: AppDb, id: number, projectId: number, at: number): Promise<void> {
  await inTransaction(db, async (trx) => {
    const change = { project_id: projectId, sweep_name: null, updated_at: at }
    await trx.updateTable('run').set(change).where('id', '=', id).execute()
    await trx.deleteFrom('run_value').where('run_id', '=', id).execute()
  })
}
