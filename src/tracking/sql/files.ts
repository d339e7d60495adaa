import { insertIfAbsent } from '../../storage/sql/portable.ts'
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

/** Puts a file in place of the one of its name; the key of that one's object, or null. Each key is given to one caller, however many there are. */
export async function replaceFile(db: AppDb, file: RunFileTable): Promise<string | null> {
  const { run_id, name, ...contents } = file
  for (;;) {
    const before = await findFile(db, run_id, name)
    if (!before) {
      if (await insertIfAbsent(db, 'run_file', file)) return null
      continue
    }
    const { numUpdatedRows } = await db
      .updateTable('run_file')
      .set(contents)
      .where('run_id', '=', run_id)
      .where('name', '=', name)
      .where('object_key', '=', before.object_key)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows > 0n) return before.object_key
  }
}

export async function removeFile(db: AppDb, runId: number, name: string): Promise<void> {
  await db.deleteFrom('run_file').where('run_id', '=', runId).where('name', '=', name).execute()
}
