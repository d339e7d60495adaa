/** Which runs are wanted. `sql/where.ts` makes SQL of it; `NaN` and what is missing are never more or less than anything. */
export type RunFilter =
  | { all: RunFilter[] }
  | { any: RunFilter[] }
  | { not: RunFilter }
  | { field: FilterField; in: (string | number | null)[] }
  | { field: FilterField; compare: Comparison; value: string | number }
  | { tag: string }
  /** Letters of either case are the same. */
  | { field: 'name' | 'displayName'; contains: string }
  | { value: ValueName; is: ValueTest }
  | ScanFilter

/** What no database can be asked in the same words as the other: it is looked at one by one. */
export type ScanFilter =
  | { scan: FilterField | { value: ValueName }; matches: (text: string) => boolean }
  | { scan: 'tags'; matches: (tags: string[]) => boolean }

export type Comparison = '>' | '>=' | '<' | '<='

/**
 * A value of config or summary, by the names that it may have: `config.lr`, `summary.eval.loss`. More than one where what was written can
 * be read in two ways; any of them counts.
 */
export type ValueName = string[]

export type ValueTest =
  /** Null is a value that is null, or missing. */
  | { in: (string | number | boolean | null | unknown[])[] }
  | { compare: Comparison; value: string | number }
  | { exists: true }
  /** A part of a text, or of a list's JSON. */
  | { contains: string }

/** Times are milliseconds since 1970, `duration` is in seconds. */
export type FilterField =
  | 'name'
  | 'displayName'
  | 'state'
  | 'group'
  | 'jobType'
  | 'sweep'
  | 'host'
  | 'notes'
  | 'commit'
  | 'username'
  | 'createdAt'
  | 'updatedAt'
  | 'heartbeatAt'
  | 'duration'

export interface RunOrder {
  by: FilterField | { value: ValueName }
  direction: 'asc' | 'desc'
}

export const newestFirst: RunOrder = { by: 'createdAt', direction: 'desc' }

/** Where a page ended: the sort values of its last run, the number of the run last. */
export type RunCursor = (string | number | null)[]
