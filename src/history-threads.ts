import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Log } from './base/log.ts'
import { createThreadCalls } from './base/thread-calls.ts'
import type { HistoryThread } from './history-thread.ts'
import type { DatabaseSettings } from './storage/sql/open.ts'
import type { SlowStatement } from './storage/sql/slow-statements.ts'
import { createHistory, type History } from './tracking/history/index.ts'

/** Bodies of all runs together that may wait for the writer before new ones are put off. */
const maxWaitingBytes = 96 * 1024 * 1024

/** The history with its two threads, which start with the first call. The database must be migrated. */
export function createThreadedHistory(
  database: DatabaseSettings,
  log: Log,
  noteSlow: (statement: SlowStatement) => void,
): History {
  const file = new URL(`./history-thread${path.extname(import.meta.url)}`, import.meta.url)
  const thread = (role: HistoryThread['role']) =>
    createThreadCalls(() => {
      const worker = new Worker(file, {
        workerData: { role, database } satisfies HistoryThread,
        name: `history ${role}`,
      })
      worker.on('error', (error) => log.error({ err: error, role }, 'a thread of the history died; it starts anew'))
      worker.on('message', ({ conflict, failure, slow }) => {
        if (slow) noteSlow(slow)
        if (failure) log.error({ failure }, 'folding the history failed; no line is lost, and it is tried again')
        if (conflict)
          log.warn({ conflict }, 'a stream sent other lines than those that are stored; they were not overwritten')
      })
      return worker
    })
  return createHistory({ writer: thread('writer'), reader: thread('reader'), maxWaitingBytes })
}
