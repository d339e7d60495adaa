import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { encodeSegment } from '../codec/segment.ts'
import { rebuild } from '../fold/rebuild.ts'
import type { StreamCounts } from '../history.ts'
import { filledRows } from '../lines/columns.ts'
import { stepsOf } from '../read/steps.ts'
import { type Part, readParts, readWindows } from '../read/stored-lines.ts'
import { findChunks } from '../sql/chunks.ts'
import { findStream, findStreams, type StreamRow } from '../sql/streams.ts'
import { sliceColumns } from './batch.ts'
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
      for (const { firstLine, columns } of await readRuns(db, stream, window.from, Math.min(window.to, end)))
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
    for (const { firstLine, columns } of await readSteps(db, stream, from, to)) {
      const row = stepsOf(columns, firstLine).findIndex((each) => each > step)
      if (row >= 0) return firstLine + row
    }
  return stream.lineCount
}

/** The steps of the lines that are there. Only where not every line has one, the rest is read to tell such lines from missing ones. */
async function readSteps(db: HistoryDb, stream: StreamRow, from: number, to: number): Promise<Part[]> {
  const parts = await readParts(db, stream, from, to, new Set(['_step']))
  const dense = parts.every(({ columns }) => columns.columns[0]?.numbers.length === columns.rowCount)
  return dense ? parts : readRuns(db, stream, from, to)
}

/** The lines of a range as parts in which none is missing. */
async function readRuns(db: HistoryDb, stream: StreamRow, from: number, to: number): Promise<Part[]> {
  return (await readParts(db, stream, from, to)).flatMap(({ firstLine, columns }) =>
    filledRows(columns).map(([begin, end]) => ({
      firstLine: firstLine + begin,
      columns: sliceColumns(columns, begin, end),
    })),
  )
}

/**
 * Forgets the lines from `end` on. Of the chunk that it cuts, and of what is not sealed, the lines that remain become segments again.
 */
async function truncate(db: HistoryDb, stream: StreamRow, end: number): Promise<void> {
  const cut = end < stream.sealedLines ? (await findChunks(db, stream.id, end, end + 1))[0]?.first_line : undefined
  const start = cut ?? Math.min(end, stream.sealedLines)
  const remains = await readRuns(db, stream, start, end)
  await db.deleteFrom('segment').where('stream_id', '=', stream.id).execute()
  if (start < stream.foldedLines) {
    for (const table of ['chunk', 'chunk_column'] as const)
      await db.deleteFrom(table).where('stream_id', '=', stream.id).where('first_line', '>=', start).execute()
    await rebuild(db, { ...stream, foldedLines: start, sealedLines: start })
  }
  const row = {
    line_count: start,
    max_step: await largestChunkStep(db, stream),
    folded_lines: start,
    sealed_lines: start,
    generation: stream.generation + 1,
  }
  await db.updateTable('stream').set(row).where('id', '=', stream.id).execute()
  const state = (await loadRunStates(db, [stream.runId])).get(stream.runId)!
  const transaction = new BatchTransaction(db)
  for (const { firstLine, columns } of remains)
    await transaction.add(state, { history: { offset: firstLine, columns, bytes: encodeSegment(columns) }, size: 0 })
  await transaction.finish()
  await db.updateTable('stream').set({ line_count: end }).where('id', '=', stream.id).execute()
}

async function largestChunkStep(db: HistoryDb, stream: StreamRow): Promise<number | null> {
  const row = await db
    .selectFrom('chunk')
    .select((e) => e.fn.max('max_step').as('step'))
    .where('stream_id', '=', stream.id)
    .executeTakeFirst()
  return row?.step ?? null
}

async function countsOf(db: HistoryDb, runId: number): Promise<StreamCounts> {
  const counts: StreamCounts = { history: 0, events: 0, log: 0 }
  for (const { kind, lineCount } of await findStreams(db, [runId])) counts[kind] = lineCount
  return counts
}
