import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { compressText, decompressText } from '../codec/pack.ts'
import { findColumns, insertRows } from '../sql/chunks.ts'
import { findSegments, type StreamRow } from '../sql/streams.ts'
import { decodeLog } from '../write/batch.ts'

/** Lines of a chunk of the console log; the chunks begin at its multiples, so that a line's chunk is known by its number. */
export const logChunkLines = 1000

/** A chunk's lines from its first on; null where a line is missing. */
export type LogChunk = (string | null)[]

export const decodeLogChunk = (bytes: Uint8Array): LogChunk => JSON.parse(decompressText(bytes))

export interface FoldedLog {
  stream: StreamRow
  lastSeq: number
  /** First line -> lines, of the chunks that change. */
  chunks: Map<number, LogChunk>
}

export const logChunkOf = (line: number): number => line - (line % logChunkLines)

/** Merges a console log's segments into its chunks: what came later at the same line stands. Null where there is nothing to do. */
export async function foldLog(db: HistoryDb, stream: StreamRow): Promise<FoldedLog | null> {
  const segments = await findSegments(db, stream.id, 0, stream.lineCount)
  if (segments.length === 0) return null
  const touched = new Set<number>()
  for (const { first_line, line_count } of segments)
    for (let chunk = logChunkOf(first_line); chunk < first_line + line_count; chunk += logChunkLines) touched.add(chunk)
  const chunks = new Map<number, LogChunk>([...touched].map((first) => [first, []]))
  for (const { first_line, bytes } of await findColumns(db, stream.id, [...touched], [0]))
    chunks.set(first_line, decodeLogChunk(bytes))
  for (const { first_line, bytes } of segments)
    decodeLog(bytes).forEach((text, i) => {
      const line = first_line + i
      const chunk = chunks.get(logChunkOf(line))!
      const row = line - logChunkOf(line)
      while (chunk.length < row) chunk.push(null)
      chunk[row] = text
    })
  return { stream, lastSeq: segments.at(-1)!.seq, chunks }
}

/** In the transaction: puts the chunks in the place of the segments. */
export async function writeFoldedLog(db: HistoryDb, { stream, lastSeq, chunks }: FoldedLog): Promise<void> {
  const stream_id = stream.id
  const first_lines = [...chunks.keys()]
  for (let i = 0; i < first_lines.length; i += 500)
    await db
      .deleteFrom('chunk_column')
      .where('stream_id', '=', stream_id)
      .where('first_line', 'in', first_lines.slice(i, i + 500))
      .execute()
  await insertRows(
    db,
    'chunk_column',
    [...chunks].map(([first_line, lines]) => {
      return { stream_id, key_id: 0, first_line, bytes: compressText(JSON.stringify(lines)) }
    }),
  )
  await db.deleteFrom('segment').where('stream_id', '=', stream_id).where('seq', '<=', lastSeq).execute()
}
