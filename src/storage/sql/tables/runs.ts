import type { Generated } from 'kysely'

/** A name by which runs of a project can be searched and ordered: `config.lr`, `summary.eval.loss`. */
export interface RunKeyTable {
  id: Generated<number>
  project_id: number
  name: string
}

export type ValueKind = 'number' | 'boolean' | 'text' | 'list' | 'object' | 'null'

/** One value of one run. The values of one key stand together, so that a question about a key reads them in one go. */
export interface RunValueTable {
  key_id: number
  run_id: number
  kind: ValueKind
  /** Of numbers and booleans (0 or 1); null for NaN. */
  number: number | null
  /** Of texts and lists (as JSON); the hash of what is long stands at its end. */
  text: string | null
}

/** Lines of a run's history as a parquet file. Written once and never changed: clients keep the files that they have. */
export interface ParquetFileTable {
  run_id: number
  /** Counted from 0 in the order of lines; -1 is no file, and says that there shall be none. */
  number: number
  first_line: number
  line_count: number
  object_key: string
  size_bytes: number
}

export interface RunIndexTables {
  run_key: RunKeyTable
  run_value: RunValueTable
  parquet_file: ParquetFileTable
}
