import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { AppSchema } from '../../../storage/sql/schema.ts'
import type { FilterField, RunFilter, ScanFilter, ValueName, ValueTest } from '../filter.ts'
import { searchText, searchValue } from '../values.ts'

export type RunBuilder = ExpressionBuilder<AppSchema, 'run'>

/** A filter of which everything was looked up that takes a question of its own: the numbers of keys, and what had to be looked at one by one. */
export interface PreparedFilter {
  filter: RunFilter
  keyIds: Map<string, number[]>
  /** The runs that a scan found. */
  found: Map<ScanFilter, number[]>
}

const columnOf = {
  name: 'run.name',
  displayName: 'run.display_name',
  state: 'run.state',
  group: 'run.group_name',
  jobType: 'run.job_type',
  sweep: 'run.sweep_name',
  host: 'run.host',
  notes: 'run.notes',
  commit: 'run.commit_hash',
  createdAt: 'run.created_at',
  updatedAt: 'run.updated_at',
  heartbeatAt: 'run.heartbeat_at',
} as const

/** What a field of a run is in SQL. */
export function fieldOf(eb: RunBuilder, field: FilterField): Expression<string | number | null> {
  if (field === 'username')
    return eb.selectFrom('user').select('user.username').whereRef('user.id', '=', 'run.user_id') as never
  if (field === 'duration') return sql`((${sql.ref('run.heartbeat_at')} - ${sql.ref('run.created_at')}) / 1000.0)`
  return eb.ref(columnOf[field]) as never
}

/** The condition over `run`. A comparison with a missing value is false, as it is for people, not null as in SQL. */
export function whereRun(eb: RunBuilder, prepared: PreparedFilter): Expression<SqlBool> {
  const condition = (filter: RunFilter): Expression<SqlBool> => {
    if ('all' in filter) return eb.and(filter.all.map(condition))
    if ('any' in filter) return eb.or(filter.any.map(condition))
    if ('not' in filter) return eb.not(condition(filter.not))
    if ('scan' in filter) return among(eb, prepared.found.get(filter) ?? [])
    if ('value' in filter && 'is' in filter) return valueIs(eb, idsOf(prepared, filter.value), filter.is)
    if ('tag' in filter) {
      // Tags are a JSON list of strings in one column; a tag stands in it between its own quotes.
      return eb('run.tags', 'like', like(JSON.stringify(filter.tag)))
    }
    if ('contains' in filter)
      return eb(sql<string>`lower(${fieldOf(eb, filter.field)})`, 'like', like(filter.contains.toLowerCase()))
    return fieldIs(eb, filter)
  }
  return condition(prepared.filter)
}

export const idsOf = ({ keyIds }: Pick<PreparedFilter, 'keyIds'>, names: ValueName): number[] =>
  names.flatMap((name) => keyIds.get(name) ?? [])

/** Written as numbers, since there may be more of them than a statement takes parameters. */
const among = (eb: RunBuilder, ids: number[]): Expression<SqlBool> =>
  ids.length === 0 ? eb.lit(false) : sql<SqlBool>`${sql.ref('run.id')} in (${sql.raw(ids.map(Number).join(','))})`

function fieldIs(eb: RunBuilder, filter: Extract<RunFilter, { field: FilterField }>): Expression<SqlBool> {
  const column = fieldOf(eb, filter.field)
  const isThere = eb(column, 'is not', null)
  if ('compare' in filter) return eb.and([isThere, eb(column, filter.compare, filter.value)])
  if (!('in' in filter)) throw new Error('a field is compared or one of a list')
  const values = filter.in.filter((value) => value !== null)
  const missing = filter.in.includes(null) ? [eb(column, 'is', null)] : []
  const known = values.length > 0 ? [eb.and([isThere, eb(column, 'in', values)])] : []
  return eb.or([...missing, ...known])
}

function valueIs(eb: RunBuilder, keys: number[], test: ValueTest): Expression<SqlBool> {
  const any = (...conditions: Expression<SqlBool>[]) =>
    keys.length === 0
      ? eb.lit(false)
      : eb(
          'run.id',
          'in',
          eb
            .selectFrom('run_value')
            .select('run_value.run_id')
            .where('run_value.key_id', 'in', keys)
            .where(eb.and(conditions as never) as never),
        )
  const value = eb as unknown as ExpressionBuilder<AppSchema, 'run_value'>
  if ('exists' in test) return any()
  if ('contains' in test) return any(value('run_value.text', 'like', like(test.contains)))
  if ('compare' in test) {
    const [kind, column] =
      typeof test.value === 'number' ? (['number', 'number'] as const) : (['text', 'text'] as const)
    return any(
      value('run_value.kind', '=', kind),
      value(`run_value.${column}`, 'is not', null),
      value(
        `run_value.${column}`,
        test.compare,
        kind === 'text' ? searchText(String(test.value)) : (test.value as never),
      ),
    )
  }
  const conditions = test.in.map((each) => {
    if (each === null) return eb.not(any(value('run_value.kind', '!=', 'null')))
    const { kind, number, text } = searchValue(each)
    const column = number === null ? 'text' : 'number'
    return any(value('run_value.kind', '=', kind), value(`run_value.${column}`, '=', (number ?? text) as never))
  })
  return eb.or(conditions)
}

/** A LIKE pattern of what contains a text. */
const like = (text: string) => sql<string>`${`%${text.replace(/[!%_]/g, '!$&')}%`} escape '!'`
