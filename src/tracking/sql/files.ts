import { insertOrUpdate } from '../../storage/sql/portable.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { RunFileTable } from '../../storage/sql/tables/tracking.ts'

export const findFile = (db: AppDb, runId: number, name: string): Promise<RunFileTable | undefined> =>
  db.selectFrom('run_file').selectAll().where('run_id', '=', runId).where('name', '=', name).executeTakeFirst()

export interface FilePageQuery {
  names?: string[]
  /** An SQL LIKE pattern. */
  pattern?: string
  after?: string
  limit: number
}

/** By name. */
export function listFiles(db: AppDb, runId: number, page: FilePageQuery): Promise<RunFileTable[]> {
  let query = db.selectFrom('run_file').selectAll().where('run_id', '=', runId).orderBy('name').limit(page.limit)
  if (page.names) query = query.where('name', 'in', page.names.length > 0 ? page.names : [''])
  if (page.pattern) query = query.where('name', 'like', page.pattern)
  if (page.after !== undefined) query = query.where('name', '>', page.after)
  return query.execute()
}

export async function countFiles(db: AppDb, runId: number): Promise<number> {
  const row = await db
    .selectFrom('run_file')
    .select(({ fn }) => fn.countAll<number>().as('files'))
    .where('run_id', '=', runId)
    .executeTakeFirstOrThrow()
  return Number(row.files)
}

export async function putFile(db: AppDb, file: RunFileTable): Promise<void> {
  const { run_id, name, ...contents } = file
  await insertOrUpdate(db, 'run_file', file, ['run_id', 'name'], contents)
}

export async function removeFile(db: AppDb, runId: number, name: string): Promise<void> {
  await db.deleteFrom('run_file').where('run_id', '=', runId).where('name', '=', name).execute()
}
