import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { AppSchema } from '../../storage/sql/schema.ts'
import type { FilterField, RunFilter } from '../run-filter.ts'

type Builder = ExpressionBuilder<AppSchema, 'run' | 'user'>

const columnOf = {
  name: 'run.name',
  displayName: 'run.display_name',
  state: 'run.state',
  group: 'run.group_name',
  jobType: 'run.job_type',
  sweep: 'run.sweep_name',
  host: 'run.host',
  username: 'user.username',
  createdAt: 'run.created_at',
  heartbeatAt: 'run.heartbeat_at',
} as const satisfies Record<FilterField, string>

/** The condition over `run` joined with its `user`. A comparison with a missing value is false, as it is for people, not null as in SQL. */
export function whereRun(eb: Builder, filter: RunFilter): Expression<SqlBool> {
  if ('all' in filter) return eb.and(filter.all.map((each) => whereRun(eb, each)))
  if ('any' in filter) return eb.or(filter.any.map((each) => whereRun(eb, each)))
  if ('not' in filter) return eb.not(whereRun(eb, filter.not))
  if ('tag' in filter) {
    // Tags are a JSON list of strings in one column; a tag stands in it between its own quotes.
    return eb('run.tags', 'like', sql<string>`${`%${likeText(JSON.stringify(filter.tag))}%`} escape '!'`)
  }
  if ('contains' in filter) {
    const pattern = `%${likeText(filter.contains.toLowerCase())}%`
    return eb(sql<string>`lower(${sql.ref(columnOf[filter.field])})`, 'like', sql<string>`${pattern} escape '!'`)
  }
  const column = columnOf[filter.field]
  if ('compare' in filter)
    return eb.and([eb(column, 'is not', null), eb(column, filter.compare, filter.value as never)])
  const values = filter.in.filter((value) => value !== null)
  const missing = filter.in.includes(null) ? [eb(column, 'is', null)] : []
  const among = values.length > 0 ? [eb.and([eb(column, 'is not', null), eb(column, 'in', values as never)])] : []
  return eb.or([...missing, ...among])
}

const likeText = (text: string) => text.replace(/[!%_]/g, '!$&')
