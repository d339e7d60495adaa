import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { openSegment } from '../codec/segment.ts'
import type { LineRange } from '../history.ts'
import { type Columns, displayKey, sliceColumn } from '../lines/columns.ts'
import { textOfRows } from '../lines/text-of-rows.ts'
import { findSegments, type StreamRow } from '../sql/streams.ts'

/** Lines of a stream as columns: some may be missing. */
export interface Part {
  firstLine: number
  columns: Columns
}

/** Everything of a stream, or only of some keys, from line `from` and before `to`, in order of lines. */
export async function readParts(
  db: HistoryDb,
  stream: StreamRow,
  from: number,
  to: number,
  keys?: ReadonlySet<string>,
): Promise<Part[]> {
  const segments = await findSegments(db, stream.id, from, to)
  const parts = segments.map(({ first_line, bytes }) => clip(first_line, segmentColumns(bytes, keys), from, to))
  return parts.sort((a, b) => a.firstLine - b.firstLine)
}

function segmentColumns(bytes: Uint8Array, keys: ReadonlySet<string> | undefined): Columns {
  const { rowCount, index, column } = openSegment(bytes)
  const columns = []
  for (const [path, number] of index)
    if (keys === undefined || keys.has(path) || keys.has(displayKey(path))) columns.push(column(number))
  return { rowCount, columns }
}

/** Ranges of lines that together hold all of a range, each small enough to be held in memory. */
export async function readWindows(
  _db: HistoryDb,
  stream: StreamRow,
  range: LineRange,
): Promise<{ from: number; to: number }[]> {
  const from = Math.max(range.fromLine ?? 0, 0)
  return from < stream.lineCount ? [{ from, to: stream.lineCount }] : []
}

function clip(firstLine: number, columns: Columns, from: number, to: number): Part {
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
