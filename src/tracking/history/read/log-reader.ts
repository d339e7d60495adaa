import type { HistoryDb } from '../../../storage/sql/schema.ts'
import type { LogLine } from '../history.ts'
import { findSegments, type StreamRow } from '../sql/streams.ts'
import { decodeLog } from '../write/batch.ts'

export interface LogRange {
  from?: number
  limit?: number
  last?: number
}

/** Lines of the console log, in order. What was written later at the same line stands. */
export async function readLog(db: HistoryDb, stream: StreamRow, range: LogRange): Promise<LogLine[]> {
  const from = range.last === undefined ? Math.max(range.from ?? 0, 0) : Math.max(stream.lineCount - range.last, 0)
  const to = range.limit === undefined ? stream.lineCount : Math.min(from + range.limit, stream.lineCount)
  const lines = new Map<number, string>()
  for (const { first_line, bytes } of await findSegments(db, stream.id, from, to))
    decodeLog(bytes).forEach((text, i) => {
      const number = first_line + i
      if (number >= from && number < to) lines.set(number, text)
    })
  return [...lines].sort(([a], [b]) => a - b).map(([number, text]) => ({ number, text }))
}
