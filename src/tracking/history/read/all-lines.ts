import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { inSnapshot } from '../../../storage/sql/transaction.ts'
import type { StreamKind } from '../history.ts'
import { findStream } from '../sql/streams.ts'
import { readLog } from './log-reader.ts'
import { linesOfParts, readParts, readWindows } from './stored-lines.ts'

/** Every line of a stream, in order, as JSON text, some thousands at a time: also of a run that is being logged to. */
export async function* allLines(db: HistoryDb, runId: number, kind: StreamKind): AsyncGenerator<string[]> {
  const windows = await inSnapshot(db, async (trx) => {
    const stream = await findStream(trx, runId, kind)
    return stream ? readWindows(trx, stream, {}) : []
  })
  for (const { from, to } of windows)
    yield await inSnapshot(db, async (trx) => {
      // Where its lines are may change from window to window; their numbers do not.
      const stream = await findStream(trx, runId, kind)
      return stream ? linesOfParts(await readParts(trx, stream, from, to)).map(({ text }) => text) : []
    })
}

const logLinesAtOnce = 10_000

/** Every line of the console, in order. */
export async function* allLogLines(db: HistoryDb, runId: number): AsyncGenerator<string[]> {
  const count = (await findStream(db, runId, 'log'))?.lineCount ?? 0
  for (let from = 0; from < count; from += logLinesAtOnce)
    yield await inSnapshot(db, async (trx) => {
      const stream = await findStream(trx, runId, 'log')
      return stream ? (await readLog(trx, stream, { from, limit: logLinesAtOnce })).map(({ text }) => text) : []
    })
}
