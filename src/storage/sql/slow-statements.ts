import type { LogEvent } from 'kysely'

/** A statement that took long: its text with placeholders, never a value. */
export interface SlowStatement {
  /** Milliseconds since 1970, at its end. */
  at: number
  ms: number
  sql: string
  failed?: true
}

/** What takes longer is noted. Also the wait for the disk counts, and for the connection. */
export const slowAfter = 250

const longest = 2000

/** Kysely's log, for slow statements alone. */
export const onSlow =
  (note: (statement: SlowStatement) => void) =>
  ({ level, query, queryDurationMillis }: LogEvent): void => {
    if (queryDurationMillis < slowAfter) return
    const sql = query.sql.slice(0, longest)
    const ms = Math.round(queryDurationMillis)
    note({ at: Date.now(), ms, sql, ...(level === 'error' && { failed: true }) })
  }
