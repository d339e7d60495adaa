import type { AppDb } from '../../../storage/sql/schema.ts'

const select = (db: AppDb) => db.selectFrom('sweep_agent').selectAll('sweep_agent')

export const findAgent = (db: AppDb, id: number) => select(db).where('id', '=', id).executeTakeFirst()

export const findAgentByName = (db: AppDb, sweepId: number, name: string) =>
  select(db).where('sweep_id', '=', sweepId).where('name', '=', name).executeTakeFirst()

/** In the order in which they came. */
export const listAgents = (db: AppDb, sweepId: number) =>
  select(db).where('sweep_id', '=', sweepId).orderBy('id').limit(1000).execute()

export async function livingAgents(db: AppDb, sweepId: number, since: number): Promise<Set<number>> {
  const rows = await db
    .selectFrom('sweep_agent')
    .select('id')
    .where('sweep_id', '=', sweepId)
    .where('heartbeat_at', '>=', since)
    .execute()
  return new Set(rows.map(({ id }) => id))
}
