import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { encodeSegment } from '../codec/segment.ts'
import type { StreamCounts } from '../history.ts'
import { stepsOf } from '../read/steps.ts'
import { readParts, readWindows } from '../read/stored-lines.ts'
import { findStream, findStreams, type StreamRow } from '../sql/streams.ts'
import { largestStep, sliceColumns } from './batch.ts'
import { loadRunStates } from './run-state.ts'
import { BatchTransaction } from './transaction-batch.ts'

/** Forgets the history from the first line on whose `_step` is above `step`. Events and the console log stay. */
export async function rewindRun(db: HistoryDb, runId: number, step: number): Promise<StreamCounts> {
  const stream = await findStream(db, runId, 'history')
  if (stream) {
    const end = await firstLineAbove(db, stream, step)
    if (end < stream.lineCount) await truncate(db, stream, end)
  }
  return countsOf(db, runId)
}

/** Copies the history up to the first line whose `_step` is above `step` to a run that has none. */
export async function forkRun(db: HistoryDb, fromRunId: number, step: number, toRunId: number): Promise<StreamCounts> {
  const stream = await findStream(db, fromRunId, 'history')
  const state = (await loadRunStates(db, [toRunId])).get(toRunId)!
  if (stream && state.history.lineCount === 0) {
    const transaction = new BatchTransaction(db)
    const end = await firstLineAbove(db, stream, step)
    for (const window of await readWindows(db, stream, {}))
      for (const { firstLine, columns } of await readParts(db, stream, window.from, Math.min(window.to, end)))
        await transaction.add(state, {
          history: { offset: firstLine, columns, bytes: encodeSegment(columns) },
          size: 0,
        })
    await transaction.finish()
  }
  return countsOf(db, toRunId)
}

/** Forgets everything of these runs. */
export async function removeRuns(db: HistoryDb, runIds: number[]): Promise<void> {
  const ids = (await findStreams(db, runIds)).map(({ id }) => id)
  if (ids.length > 0) {
    for (const table of ['segment', 'chunk', 'chunk_column', 'pyramid', 'key_directory'] as const)
      await db.deleteFrom(table).where('stream_id', 'in', ids).execute()
    await db.deleteFrom('stream').where('id', 'in', ids).execute()
  }
  if (runIds.length > 0) await db.deleteFrom('run_summary').where('run_id', 'in', runIds).execute()
}

async function firstLineAbove(db: HistoryDb, stream: StreamRow, step: number): Promise<number> {
  for (const { from, to } of await readWindows(db, stream, {}))
    for (const { firstLine, columns } of await readParts(db, stream, from, to, new Set(['_step']))) {
      const row = stepsOf(columns, firstLine).findIndex((each) => each > step)
      if (row >= 0) return firstLine + row
    }
  return stream.lineCount
}

/** Forgets the lines from `end` on. */
async function truncate(db: HistoryDb, stream: StreamRow, end: number): Promise<void> {
  const cut = (await readParts(db, stream, 0, end)).filter(({ columns }) => columns.rowCount > 0)
  await db.deleteFrom('segment').where('stream_id', '=', stream.id).execute()
  let maxStep: number | null = null
  for (const [seq, { firstLine, columns }] of cut.entries()) {
    const kept = sliceColumns(columns, 0, columns.rowCount)
    const step = largestStep(kept)
    if (step !== null) maxStep = Math.max(step, maxStep ?? step)
    const row = { stream_id: stream.id, seq, first_line: firstLine, line_count: kept.rowCount }
    await db
      .insertInto('segment')
      .values({ ...row, bytes: encodeSegment(kept) })
      .execute()
  }
  await db.updateTable('stream').set({ line_count: end, max_step: maxStep }).where('id', '=', stream.id).execute()
}

async function countsOf(db: HistoryDb, runId: number): Promise<StreamCounts> {
  const counts: StreamCounts = { history: 0, events: 0, log: 0 }
  for (const { kind, lineCount } of await findStreams(db, [runId])) counts[kind] = lineCount
  return counts
}
