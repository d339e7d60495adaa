import { type DatabaseSettings, migrate, openAppDb, openHistoryDb } from '../../src/storage/sql/open.ts'
import type { StreamChunk, StreamCounts } from '../../src/tracking/history/history.ts'
import {
  type Appended,
  createReader,
  createWriter,
  forkRun,
  type HistoryReader,
  removeRuns,
  rewindRun,
} from '../../src/tracking/history/index.ts'

/** A history without its threads: one connection writes, another reads. */
export interface HistoryFixture {
  reader: HistoryReader
  /** Lines of this run that came again and were others. */
  conflictsOf(runId: number): unknown[]
  append(runId: number, chunk: StreamChunk): Promise<Appended>
  /** Moves all that was appended into chunks. */
  foldAll(): Promise<void>
  rewind(runId: number, step: number): Promise<StreamCounts>
  fork(from: number, step: number, to: number): Promise<StreamCounts>
  remove(runIds: number[]): Promise<void>
  stop(): Promise<void>
}

export async function openHistory(settings: DatabaseSettings): Promise<HistoryFixture> {
  const app = await openAppDb(settings)
  const db = await openHistoryDb(settings)
  await migrate(app, db)
  await app.destroy()
  const readDb = await openHistoryDb(settings)
  const conflicts: { runId: number }[] = []
  const writer = createWriter({
    db,
    onConflict: (conflict) => void conflicts.push(conflict),
    onError: (error) => {
      throw error
    },
  })
  return {
    reader: createReader(readDb),
    conflictsOf: (run) => conflicts.filter(({ runId }) => runId === run),
    append: (runId, chunk) => writer.append(runId, chunk),
    foldAll: () => writer.foldAll(),
    rewind: (runId, step) => writer.alone([runId], (trx) => rewindRun(trx, runId, step)),
    fork: (from, step, to) => writer.alone([to], (trx) => forkRun(trx, from, step, to)),
    remove: (runIds) => writer.alone(runIds, (trx) => removeRuns(trx, runIds)),
    async stop() {
      await writer.settle()
      await Promise.all([db.destroy(), readDb.destroy()])
    },
  }
}
