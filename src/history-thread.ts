/** What runs in the two threads of the history: one writes, one reads, each with a connection of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { answerCalls } from './base/thread-calls.ts'
import { type DatabaseSettings, openHistoryDb } from './storage/sql/open.ts'
import type { HistoryDb } from './storage/sql/schema.ts'
import {
  createReader,
  createWriter,
  forkRun,
  removeRuns,
  rewindRun,
  type StreamOutcome,
} from './tracking/history/index.ts'
import { readStreamBody } from './wire/wandb/file-stream/body.ts'

/** Given to the thread as `workerData`. */
export interface HistoryThread {
  role: 'writer' | 'reader'
  database: DatabaseSettings
}

function writing(db: HistoryDb): object {
  const writer = createWriter({
    db,
    onConflict: (conflict) => parentPort!.postMessage({ conflict }),
    onError: (error) => parentPort!.postMessage({ failure: String(error) }),
  })
  return {
    async appendBody(runId: number, body: Uint8Array): Promise<StreamOutcome> {
      const { chunk, status } = readStreamBody(body)
      return { ...(await writer.append(runId, chunk)), ...status }
    },
    rewind: (runId: number, step: number) => writer.alone([runId], (trx) => rewindRun(trx, runId, step)),
    fork: (from: number, step: number, to: number) => writer.alone([to], (trx) => forkRun(trx, from, step, to)),
    remove: (runIds: number[]) => writer.alone(runIds, (trx) => removeRuns(trx, runIds)),
    async settle() {
      await writer.settle()
      await db.destroy()
    },
  }
}

const { role, database } = workerData as HistoryThread
const db = await openHistoryDb(database, (slow) => parentPort!.postMessage({ slow }))
answerCalls(parentPort!, role === 'writer' ? writing(db) : createReader(db))
