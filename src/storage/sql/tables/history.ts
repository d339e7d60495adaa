import type { Generated } from 'kysely'

/** One stream of lines of one run: how far it is. Line numbers begin at 0; lines may be missing where the client left a gap. */
export interface StreamTable {
  id: Generated<number>
  run_id: number
  kind: 'history' | 'events' | 'log'
  /** One more than the number of the last line: the next line's offset. */
  line_count: number
  /** Largest `_step` logged. */
  max_step: number | null
  /** Lines before this one are in chunks, the others in segments. */
  folded_lines: number
  /** Lines before this one are in chunks that never change again, and in the pyramid. */
  sealed_lines: number
  /** How often sealed lines were cut off. What was sealed never changes within one generation. */
  generation: number
}

/** The lines of one accepted batch, as they were acknowledged. Never changed; folding moves them into chunks. */
export interface SegmentTable {
  stream_id: number
  /** Order of arrival within the stream. */
  seq: number
  first_line: number
  line_count: number
  bytes: Uint8Array
}

/** A range of folded lines of a stream. */
export interface ChunkTable {
  stream_id: number
  first_line: number
  line_count: number
  min_step: number | null
  max_step: number | null
}

/** One key's values in one chunk, compressed. Of a console log there is one column, key 0, with its text. */
export interface ChunkColumnTable {
  stream_id: number
  first_line: number
  key_id: number
  bytes: Uint8Array
}

/** Nodes of one key's pyramid; level 0 is the row of all that is not full yet. */
export interface PyramidTable {
  stream_id: number
  key_id: number
  level: number
  number: number
  bytes: Uint8Array
}

/** The keys of a stream's folded lines, with their types and counts. */
export interface KeyDirectoryTable {
  stream_id: number
  bytes: Uint8Array
}

/** The summary as the client sent it last. */
export interface RunSummaryTable {
  run_id: number
  text: string
}

export interface HistoryTables {
  stream: StreamTable
  segment: SegmentTable
  chunk: ChunkTable
  chunk_column: ChunkColumnTable
  pyramid: PyramidTable
  key_directory: KeyDirectoryTable
  run_summary: RunSummaryTable
}
