import type { Generated } from 'kysely'

/** One stream of lines of one run: how far it is, and what follows from its lines without reading them back. */
export interface StreamTable {
  id: Generated<number>
  run_id: number
  kind: 'history' | 'events'
  /** Lines stored so far; the next line's offset. */
  line_count: number
}

export interface HistoryTables {
  stream: StreamTable
}
