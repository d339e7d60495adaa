import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { encodeColumn } from '../codec/chunk-column.ts'
import { openSegment } from '../codec/segment.ts'
import { type Column, type Columns, isEmpty, sliceColumn } from '../lines/columns.ts'
import { tallyColumn } from '../read/key-tally.ts'
import { type Part, readChunks } from '../read/stored-lines.ts'
import { type ColumnRow, findTails, insertRows, type PyramidRow, replacePyramidRows } from '../sql/chunks.ts'
import { idsOf, type KeyDirectory, readDirectory, writeDirectory } from '../sql/directory.ts'
import { findSegmentSizes, findSegments, type StreamRow } from '../sql/streams.ts'
import { combineParts } from './combine.ts'
import { encodeNodes, lowestSize } from './nodes.ts'
import { addPoints, completeParents, decodeTail, encodeTail, pointsOfColumn, takeFullRows } from './pyramid.ts'

/** Lines of a chunk, where the stream has few keys. */
const mostLines = 4096
/** Numbers of a chunk, all keys together: a stream with many keys has shorter chunks, so that one fits in memory. */
const mostNumbers = 1024 * 1024
/** Bytes of segments that are folded in one go. */
const mostBytes = 24 * 1024 * 1024
/** Milliseconds of work after which batches that wait have their turn. */
const slice = 4

/** What folding a stream will write: everything is worked out before the transaction that writes it. */
export interface Folded {
  stream: StreamRow
  /** Segments up to this one are in it. */
  lastSeq: number
  foldedLines: number
  sealedLines: number
  chunks: { first_line: number; line_count: number; min_step: number | null; max_step: number | null }[]
  columns: ColumnRow[]
  rows: PyramidRow[]
  directory: KeyDirectory
}

/**
 * Moves a stream's segments into chunks, one row a key, compressed; whole chunks are sealed and go into the pyramid. Null where there is
 * nothing to fold. Reads only; `writeFolded` writes.
 */
export async function foldStream(db: HistoryDb, stream: StreamRow): Promise<Folded | null> {
  const end = await endOfFold(db, stream)
  if (end === null) return null
  const segments = await findSegments(db, stream.id, stream.foldedLines, end)
  const directory = await readDirectory(db, stream.id)
  const fresh = segments
    .map(({ first_line, bytes }) => ({ firstLine: first_line, columns: allColumns(bytes) }))
    .sort((a, b) => a.firstLine - b.firstLine)
  addToDirectory(directory, fresh)

  const from = stream.sealedLines
  const open = stream.foldedLines > from ? await readChunks(db, stream, from, stream.foldedLines) : []
  const all = combineParts([...open, ...fresh], from, end - from)
  const size = chunkLines(all.columns.length)
  const folded: Folded = {
    stream,
    lastSeq: Math.max(...segments.map(({ seq }) => seq)),
    foldedLines: end,
    sealedLines: from + Math.floor((end - from) / size) * size,
    chunks: [],
    columns: [],
    rows: [],
    directory,
  }
  for (let first = from; first < end; first += size)
    folded.chunks.push(chunkRow(all, from, first, Math.min(size, end - first)))
  await foldColumns(db, folded, all)
  return folded
}

/** The line up to which one go folds: as many segments as fit in memory. Null without any. */
async function endOfFold(db: HistoryDb, stream: StreamRow): Promise<number | null> {
  let end: number | null = null
  let bytes = 0
  for (const { first_line, line_count, size } of await findSegmentSizes(db, stream.id, stream.foldedLines)) {
    bytes += Number(size)
    if (end !== null && bytes > mostBytes) break
    end = first_line + line_count
  }
  return end
}

export function addToDirectory({ tally, paths }: KeyDirectory, parts: Part[]): void {
  const known = new Set(paths)
  for (const { firstLine, columns } of parts)
    for (const column of columns.columns) {
      tallyColumn(tally, firstLine, column)
      if (known.has(column.path)) continue
      known.add(column.path)
      paths.push(column.path)
    }
}

function allColumns(bytes: Uint8Array): Columns {
  const segment = openSegment(bytes)
  return { rowCount: segment.rowCount, columns: Array.from(segment.index.values(), (number) => segment.column(number)) }
}

/** A multiple of the pyramid's lowest nodes. */
function chunkLines(columns: number): number {
  const lines = Math.floor(mostNumbers / Math.max(columns, 1) / lowestSize) * lowestSize
  return Math.min(Math.max(lines, lowestSize), mostLines)
}

/** What the directory of chunks says of `count` lines from `first` on, of columns that begin at line `from`. */
export function chunkRow({ columns }: Columns, from: number, first: number, count: number): Folded['chunks'][number] {
  const steps = columns.find(({ path }) => path === '_step')
  const part = steps && sliceColumn(steps, first - from, first - from + count)
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const step of part?.numbers ?? []) {
    min = Math.min(min, step)
    max = Math.max(max, step)
  }
  // A line without a step counts by its number, so a chunk that has one cannot be passed over by steps.
  const known = part !== undefined && part.numbers.length === count && Number.isFinite(min) && Number.isFinite(max)
  return { first_line: first, line_count: count, min_step: known ? min : null, max_step: known ? max : null }
}

async function foldColumns(db: HistoryDb, folded: Folded, all: Columns): Promise<void> {
  const { stream, chunks, sealedLines, directory } = folded
  const from = stream.sealedLines
  const ids = idsOf(directory)
  const sealing = sealedLines > from
  const tails = sealing
    ? await findTails(
        db,
        stream.id,
        all.columns.map(({ path }) => ids.get(path)!),
      )
    : new Map<number, Uint8Array>()
  let began = performance.now()
  for (const column of all.columns) {
    const keyId = ids.get(column.path)!
    for (const { first_line, line_count } of chunks) {
      const part = sliceColumn(column, first_line - from, first_line - from + line_count)
      if (!isEmpty(part)) folded.columns.push({ key_id: keyId, first_line, bytes: encodeColumn(part) })
    }
    if (sealing)
      folded.rows.push(...raisePyramid(keyId, tails.get(keyId), sliceColumn(column, 0, sealedLines - from), folded))
    if (performance.now() - began > slice) {
      await nextTurn()
      began = performance.now()
    }
  }
}

/** The rows of a key's pyramid that are new with this column: full ones, and the tail as level 0. */
export function raisePyramid(
  keyId: number,
  tailBytes: Uint8Array | undefined,
  column: Column,
  { stream, sealedLines }: Pick<Folded, 'stream' | 'sealedLines'>,
): PyramidRow[] {
  const points = pointsOfColumn(column, stream.sealedLines, sealedLines - stream.sealedLines)
  if (points.values.length === 0) return []
  const tail = tailBytes ? decodeTail(tailBytes) : []
  addPoints(tail, points)
  completeParents(tail, sealedLines)
  const full = takeFullRows(tail, sealedLines)
  return [
    ...full.map(({ level, number, nodes }) => ({ key_id: keyId, level, number, bytes: encodeNodes(nodes) })),
    { key_id: keyId, level: 0, number: 0, bytes: encodeTail(tail) },
  ]
}

/** In the transaction: puts the chunks in the place of the segments. */
export async function writeFolded(db: HistoryDb, folded: Folded): Promise<void> {
  const { stream, directory } = folded
  const stream_id = stream.id
  if (stream.foldedLines > stream.sealedLines) {
    // The one open chunk begins where the sealed ones end.
    for (const table of ['chunk', 'chunk_column'] as const)
      await db
        .deleteFrom(table)
        .where('stream_id', '=', stream_id)
        .where('first_line', '=', stream.sealedLines)
        .execute()
  }
  await db
    .insertInto('chunk')
    .values(folded.chunks.map((chunk) => ({ stream_id, ...chunk })))
    .execute()
  await insertRows(
    db,
    'chunk_column',
    folded.columns.map((row) => ({ stream_id, ...row })),
  )
  await replacePyramidRows(db, stream_id, folded.rows)
  await db
    .deleteFrom('segment')
    .where('stream_id', '=', stream_id)
    .where('seq', '<=', folded.lastSeq)
    .where('first_line', '>=', stream.foldedLines)
    .where('first_line', '<', folded.foldedLines)
    .execute()
  await writeDirectory(db, stream_id, directory)
  await db
    .updateTable('stream')
    .set({ folded_lines: folded.foldedLines, sealed_lines: folded.sealedLines })
    .where('id', '=', stream_id)
    .execute()
}
