import { encodeSegment } from '../codec/segment.ts'
import type { StreamChunk } from '../history.ts'
import { type Columns, sliceColumn } from '../lines/columns.ts'
import { columnsOfLines } from '../lines/columns-of-lines.ts'

/** One request's lines, ready to be stored: what needs no knowledge of the run is done before the transaction. */
export interface Batch {
  history?: PlacedColumns
  events?: PlacedColumns
  log?: { offset: number; lines: string[] }
  summary?: string
  /** Bytes of the segments that this makes, about. */
  size: number
}

export interface PlacedColumns {
  offset: number
  columns: Columns
  /** The segment of all of it: the common case, in which nothing overlaps. */
  bytes: Uint8Array
}

export function prepareBatch(chunk: StreamChunk): Batch {
  const history = chunk.history && placed(chunk.history)
  const events = chunk.events && placed(chunk.events)
  const log = chunk.log && chunk.log.lines.length > 0 ? chunk.log : undefined
  const size = (history?.bytes.length ?? 0) + (events?.bytes.length ?? 0) + (chunk.summary?.length ?? 0)
  return { history, events, log, summary: chunk.summary, size }
}

function placed({ offset, lines }: { offset: number; lines: string[] }): PlacedColumns | undefined {
  if (lines.length === 0) return undefined
  const columns = columnsOfLines(lines)
  return { offset, columns, bytes: encodeSegment(columns) }
}

export function sliceColumns({ columns }: Columns, from: number, to: number): Columns {
  const kept = columns.map((column) => sliceColumn(column, from, to))
  return { rowCount: to - from, columns: kept.filter((c) => c.numbers.length > 0 || c.others.length > 0) }
}

/** The largest finite `_step`, or null. */
export function largestStep({ columns }: Columns): number | null {
  const steps = columns.find(({ path }) => path === '_step')
  let largest = Number.NEGATIVE_INFINITY
  for (const step of steps?.numbers ?? []) if (step > largest && step < Number.POSITIVE_INFINITY) largest = step
  return largest === Number.NEGATIVE_INFINITY ? null : largest
}

export const encodeLog = (lines: string[]): Uint8Array => Buffer.from(JSON.stringify(lines))
export const decodeLog = (bytes: Uint8Array): string[] => JSON.parse(Buffer.from(bytes).toString())
