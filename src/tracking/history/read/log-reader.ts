import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { decodeLogChunk, logChunkLines, logChunkOf } from '../fold/fold-log.ts'
import type { LogLine } from '../history.ts'
import { findColumns } from '../sql/chunks.ts'
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
  const put = (firstLine: number, texts: (string | null)[]) =>
    texts.forEach((text, i) => {
      const number = firstLine + i
      if (text !== null && number >= from && number < to) lines.set(number, text)
    })
  const chunks: number[] = []
  for (let chunk = logChunkOf(from); chunk < to; chunk += logChunkLines) chunks.push(chunk)
  for (const { first_line, bytes } of await findColumns(db, stream.id, chunks, [0]))
    put(first_line, decodeLogChunk(bytes))
  for (const { first_line, bytes } of await findSegments(db, stream.id, from, to)) put(first_line, decodeLog(bytes))
  return [...lines].sort(([a], [b]) => a - b).map(([number, text]) => ({ number, text }))
}
