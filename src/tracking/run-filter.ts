/** Which runs of a project are wanted. Compiled to SQL in `sql/run-filter.ts`. */
export type RunFilter =
  | { all: RunFilter[] }
  | { any: RunFilter[] }
  | { not: RunFilter }
  | { field: FilterField; in: (string | number | null)[] }
  | { field: FilterField; compare: '>' | '>=' | '<' | '<='; value: string | number }
  | { tag: string }
  /** Letters of either case are the same. */
  | { field: 'name' | 'displayName'; contains: string }

/** Times are milliseconds since 1970. */
export type FilterField =
  | 'name'
  | 'displayName'
  | 'state'
  | 'group'
  | 'jobType'
  | 'sweep'
  | 'host'
  | 'username'
  | 'createdAt'
  | 'heartbeatAt'
