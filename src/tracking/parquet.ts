import { Readable } from 'node:stream'
import { AppError } from '../base/errors.ts'
import { newShortId } from '../base/ids.ts'
import type { ObjectStore } from '../storage/objects/object-store.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { ParquetFileTable } from '../storage/sql/tables/runs.ts'
import type { History } from './history/history.ts'
import { addParquetFile, endParquetFiles, findParquetFile, listParquetFiles } from './sql/parquet-files.ts'
import type { Run } from './types.ts'

export interface ParquetFile {
  number: number
  sizeBytes: number
}

/** Functions that take a run's number do not ask who wants it: their callers hold a signed address or a run they were given. */
export interface ParquetFiles {
  /**
   * Files that together have every line of a run that has ended, made when they are first asked for. Null where there are none: the run goes
   * on, or its lines are no table (see History.parquet).
   */
  of(run: Run): Promise<ParquetFile[] | null>
  find(runId: number, number: number): Promise<ParquetFile | null>
  read(runId: number, number: number, range?: { start: number; end?: number }): Promise<Readable>
  /** Told before lines are taken away: clients keep files by their number and would read the old ones. */
  linesChange(runId: number): Promise<void>
}

export interface ParquetParts {
  db: AppDb
  history: History
  objects: ObjectStore
}

export function createParquetFiles({ db, history, objects }: ParquetParts): ParquetFiles {
  const making = new Map<number, Promise<ParquetFileTable[] | null>>()

  /** Adds what was logged since the last file. */
  async function complete(runId: number): Promise<ParquetFileTable[] | null> {
    for (;;) {
      const files = await listParquetFiles(db, runId)
      const last = files.at(-1)
      if (last?.number === -1) return null
      const from = last ? last.first_line + last.line_count : 0
      if (from >= (await history.counts(runId)).history) return files.length > 0 ? files : null
      const part = await history.parquet(runId, from)
      if (!part) return null
      const object_key = `runs/${runId}/parquet-${newShortId(20)}`
      const { size } = await objects.put(object_key, Readable.from([part.file]), part.file.length)
      const place = { first_line: from, line_count: part.lineCount, object_key, size_bytes: size }
      const isNew = await addParquetFile(db, { run_id: runId, number: (last?.number ?? -1) + 1, ...place })
      // Another server was quicker; its file is the one.
      if (!isNew) await objects.remove(object_key)
    }
  }

  const parquet: ParquetFiles = {
    async of({ id, state }) {
      if (state === 'running' || state === 'preempting' || state === 'pending') return null
      const made = making.get(id) ?? complete(id).finally(() => void making.delete(id))
      making.set(id, made)
      return (await made)?.map(fromRow) ?? null
    },

    async find(runId, number) {
      const row = await findParquetFile(db, runId, number)
      return row ? fromRow(row) : null
    },

    async read(runId, number, range) {
      const row = await findParquetFile(db, runId, number)
      if (!row) throw new AppError('not-found', 'file-not-found', 'There is no such part of the history any more.')
      return objects.get(row.object_key, range)
    },

    async linesChange(runId) {
      if ((await listParquetFiles(db, runId)).length === 0) return
      for (const key of await endParquetFiles(db, runId)) await objects.remove(key)
    },
  }
  return parquet
}

const fromRow = (row: ParquetFileTable): ParquetFile => ({ number: row.number, sizeBytes: row.size_bytes })
