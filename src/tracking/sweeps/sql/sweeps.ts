import type { Updateable } from 'kysely'
import type { AppDb } from '../../../storage/sql/schema.ts'
import type { SweepTable } from '../../../storage/sql/tables/sweeps.ts'
import type { Sweep } from '../types.ts'

const select = (db: AppDb) =>
  db
    .selectFrom('sweep')
    .innerJoin('project', 'project.id', 'sweep.project_id')
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .leftJoin('user', 'user.id', 'sweep.created_by')
    .selectAll('sweep')
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

const fromRow = (row: Row): Sweep => ({
  id: row.id,
  name: row.name,
  displayName: row.display_name,
  description: row.description,
  state: row.state,
  method: row.method,
  config: row.config,
  controller: row.controller,
  scheduler: row.scheduler,
  project: { id: row.project_id, name: row.project_name },
  entity: { id: row.entity_id, name: row.entity_name, kind: row.entity_kind },
  createdBy: { id: row.created_by, username: row.username ?? '', name: row.user_name, email: row.user_email },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export async function findSweep(db: AppDb, projectId: number, name: string): Promise<Sweep | null> {
  const row = await select(db)
    .where('sweep.project_id', '=', projectId)
    .where('sweep.name', '=', name)
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function findSweepById(db: AppDb, id: number): Promise<Sweep | null> {
  const row = await select(db).where('sweep.id', '=', id).executeTakeFirst()
  return row ? fromRow(row) : null
}

/** Newest first. */
export async function listSweeps(
  db: AppDb,
  projectId: number,
  { after, limit, names }: { after?: number; limit: number; names?: string[] },
): Promise<Sweep[]> {
  let query = select(db).where('sweep.project_id', '=', projectId)
  if (after !== undefined) query = query.where('sweep.id', '<', after)
  if (names) query = query.where('sweep.name', 'in', names.length > 0 ? names : [''])
  return (await query.orderBy('sweep.id', 'desc').limit(limit).execute()).map(fromRow)
}

export async function countSweeps(db: AppDb, projectId: number): Promise<number> {
  const row = await db
    .selectFrom('sweep')
    .select(({ fn }) => fn.countAll<number>().as('sweeps'))
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow()
  return Number(row.sweeps)
}

export async function updateSweep(db: AppDb, id: number, change: Updateable<SweepTable>): Promise<void> {
  await db.updateTable('sweep').set(change).where('id', '=', id).execute()
}
