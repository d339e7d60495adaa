import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { decodeColumn } from '../codec/chunk-column.ts'
import { openSegment } from '../codec/segment.ts'
import type { LineRange } from '../history.ts'
import { type Column, type Columns, displayKey, sliceColumn } from '../lines/columns.ts'
import { textOfRows } from '../lines/text-of-rows.ts'
import { findChunks, findColumns } from '../sql/chunks.ts'
import { idsLike, readDirectory } from '../sql/directory.ts'
import { findSegments, type StreamRow } from '../sql/streams.ts'

/** Lines of a stream as columns: some may be missing. */
export interface Part {
  firstLine: number
  columns: Columns
}

/**
 * Everything of a stream, or only of some keys, from line `from` and before `to`, in order of lines: what is folded from chunks, the rest
 * from segments.
 */
export async function readParts(
  db: HistoryDb,
  stream: StreamRow,
  from: number,
  to: number,
  keys?: ReadonlySet<string>,
): Promise<Part[]> {
  const chunks = from < stream.foldedLines ? await readChunks(db, stream, from, to, keys) : []
  const segments = await readSegments(db, stream, from, to, keys)
  return [...chunks, ...segments].sort((a, b) => a.firstLine - b.firstLine)
}

/** What is not folded yet. */
export async function readSegments(
  db: HistoryDb,
  stream: StreamRow,
  from: number,
  to: number,
  keys?: ReadonlySet<string>,
): Promise<Part[]> {
  const segments = await findSegments(db, stream.id, from, to)
  return segments.map(({ first_line, bytes }) => clip(first_line, segmentColumns(bytes, keys), from, to))
}

export async function readChunks(
  db: HistoryDb,
  stream: StreamRow,
  from: number,
  to: number,
  keys?: ReadonlySet<string>,
): Promise<Part[]> {
  const chunks = await findChunks(db, stream.id, from, to)
  if (chunks.length === 0) return []
  const directory = await readDirectory(db, stream.id)
  const ids = keys === undefined ? null : idsLike(directory, keys)
  const firstLines = chunks.map(({ first_line }) => first_line)
  const columns = new Map<number, Column[]>(firstLines.map((line) => [line, []]))
  for (const { key_id, first_line, bytes } of await findColumns(db, stream.id, firstLines, ids))
    columns.get(first_line)!.push(decodeColumn(directory.paths[key_id]!, bytes))
  return chunks.map(({ first_line, line_count }) =>
    clip(first_line, { rowCount: line_count, columns: columns.get(first_line)! }, from, to),
  )
}

function segmentColumns(bytes: Uint8Array, keys: ReadonlySet<string> | undefined): Columns {
  const { rowCount, index, column } = openSegment(bytes)
  const columns = []
  for (const [path, number] of index)
    if (keys === undefined || keys.has(path) || keys.has(displayKey(path))) columns.push(column(number))
  return { rowCount, columns }
}

/**
 * Ranges of lines that together hold all of a range, each small enough to be held in memory: the chunks, without those whose steps are
 * out of the range, and all the rest as one.
 */
export async function readWindows(
  db: HistoryDb,
  stream: StreamRow,
  { fromLine = 0, minStep, maxStep }: LineRange,
): Promise<{ from: number; to: number }[]> {
  const from = Math.max(fromLine, 0)
  const windows: { from: number; to: number }[] = []
  for (const chunk of await findChunks(db, stream.id, from, stream.lineCount)) {
    const below = minStep !== undefined && chunk.max_step !== null && chunk.max_step < minStep
    const above = maxStep !== undefined && chunk.min_step !== null && chunk.min_step >= maxStep
    if (below || above) continue
    windows.push({ from: Math.max(from, chunk.first_line), to: chunk.first_line + chunk.line_count })
  }
  const rest = Math.max(from, stream.foldedLines)
  if (rest < stream.lineCount) windows.push({ from: rest, to: stream.lineCount })
  return windows
}

/** The lines of a part that are at least `from` and less than `to`. */
export function clip(firstLine: number, columns: Columns, from: number, to: number): Part {
  const begin = Math.max(from - firstLine, 0)
  const end = Math.min(to - firstLine, columns.rowCount)
  if (begin === 0 && end === columns.rowCount) return { firstLine, columns }
  const kept = columns.columns.map((column) => sliceColumn(column, begin, end))
  return { firstLine: firstLine + begin, columns: { rowCount: end - begin, columns: kept } }
}

export interface StoredLine {
  number: number
  text: string
}

/** The lines themselves, in order, as JSON text. */
export function linesOfParts(parts: Part[]): StoredLine[] {
  return parts.flatMap(({ firstLine, columns }) =>
    textOfRows(columns).flatMap((text, row) => (text === null ? [] : [{ number: firstLine + row, text }])),
  )
}
