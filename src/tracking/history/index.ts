import { AppError } from '../../base/errors.ts'
import type { ThreadCalls } from '../../base/thread-calls.ts'
import type { History, StreamOutcome } from './history.ts'
import type { HistoryReader } from './read/reader.ts'

export type * from './history.ts'
export { createReader, type HistoryReader } from './read/reader.ts'
export { forkRun, removeRuns, rewindRun } from './write/rewrite.ts'
export { type Appended, createWriter, type Writer } from './write/writer.ts'

export interface HistoryParts {
  /** The thread that writes: it answers `appendBody`, `rewind`, `fork`, `remove`, `settle`. */
  writer: ThreadCalls
  /** The thread that reads: it answers the methods of HistoryReader. */
  reader: ThreadCalls
  /** Bytes of bodies that may wait for the writer, all runs together. */
  maxWaitingBytes: number
}

/** The history as the server's main thread sees it: lines are parsed, written and read back in other threads. */
export function createHistory({ writer, reader, maxWaitingBytes }: HistoryParts): History {
  let waitingBytes = 0
  const ask =
    <Name extends keyof HistoryReader>(name: Name) =>
    (...args: Parameters<HistoryReader[Name]>) =>
      reader.call(name, args) as ReturnType<HistoryReader[Name]>

  return {
    async appendBody(runId, body) {
      if (waitingBytes > 0 && waitingBytes + body.length > maxWaitingBytes)
        throw new AppError(
          'too-many',
          'history-busy',
          'More lines arrive than can be written. They are safe to send again.',
          {
            retryAfter: 2,
          },
        )
      // Kept, since a buffer that is handed to the writer has no length here any more.
      const size = body.length
      waitingBytes += size
      try {
        // A small buffer shares its memory with others: only one that has its own can be handed over without a copy.
        const own = body.byteOffset === 0 && body.byteLength === body.buffer.byteLength
        const bytes = own ? body : Uint8Array.prototype.slice.call(body)
        return (await writer.call('appendBody', [runId, bytes], [bytes.buffer as ArrayBuffer])) as StreamOutcome
      } finally {
        waitingBytes -= size
      }
    },
    counts: ask('counts'),
    countsOf: ask('countsOf'),
    summary: ask('summary'),
    summaries: ask('summaries'),
    keys: ask('keys'),
    lastStep: ask('lastStep'),
    series: ask('series'),
    lines: ask('lines'),
    sampledLines: ask('sampledLines'),
    sampledRows: ask('sampledRows'),
    parquet: ask('parquet'),
    tail: ask('tail'),
    log: ask('log'),
    rewind: (...args) => writer.call('rewind', args) as ReturnType<History['rewind']>,
    fork: (...args) => writer.call('fork', args) as ReturnType<History['fork']>,
    remove: (...args) => writer.call('remove', args) as ReturnType<History['remove']>,
    waitingBytes: () => waitingBytes,
    async close() {
      await Promise.all([writer.end('settle'), reader.end()])
    },
  }
}
