import { insertIfAbsent } from '../../storage/sql/portable.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { ParquetFileTable } from '../../storage/sql/tables/runs.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'

/** In order. */
export const listParquetFiles = (db: AppDb, runId: number): Promise<ParquetFileTable[]> =>
  db.selectFrom('parquet_file').selectAll().where('run_id', '=', runId).orderBy('number').execute()

export const findParquetFile = (db: AppDb, runId: number, number: number): Promise<ParquetFileTable | undefined> =>
  db
    .selectFrom('parquet_file')
    .selectAll()
    .where('run_id', '=', runId)
    .where('number', '=', number)
    .where('number', '>=', 0)
    .executeTakeFirst()

/** Whether it was the first of its number. */
export const addParquetFile = (db: AppDb, file: ParquetFileTable): Promise<boolean> =>
  insertIfAbsent(db, 'parquet_file', file)

/** Forgets the files of a run, for good: there will be no others. Returns where they were. */
export async function endParquetFiles(db: AppDb, runId: number): Promise<string[]> {
  return inTransaction(db, async (trx) => {
    const files = await listParquetFiles(trx, runId)
    await trx.deleteFrom('parquet_file').where('run_id', '=', runId).execute()
    const none = { first_line: 0, line_count: 0, object_key: '', size_bytes: 0 }
    await addParquetFile(trx, { run_id: runId, number: -1, ...none })
    return files.filter(({ number }) => number >= 0).map(({ object_key }) => object_key)
  })
}
