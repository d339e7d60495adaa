import { type Expression, expressionBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { AppError } from '../../../base/errors.ts'
import type { AppDb, AppSchema } from '../../../storage/sql/schema.ts'
import type { RunCursor, RunFilter, RunOrder } from '../filter.ts'
import { prepareFilter } from './prepare.ts'
import { fieldOf, idsOf, type RunBuilder, whereRun } from './where.ts'
import { type Within, within } from './within.ts'

export interface RunSearch {
  within: Within
  filter?: RunFilter
}

export interface RunPageQuery extends RunSearch {
  order: RunOrder
  /** Where the page before ended. */
  after?: RunCursor
  limit: number
}

interface SortKey {
  /** In SQL. */
  of: Expression<unknown>
  direction: 'asc' | 'desc'
}

type Sorted = SelectQueryBuilder<AppSchema, 'run', Record<string, unknown>>

/**
 * The numbers of the runs of a page, each with the cursor that goes on after it. Only what is needed to choose them is read, and where the
 * page before ended is a condition, so that a page costs the same at any depth, and runs that are added meanwhile move nothing.
 */
export async function pageOfRuns(db: AppDb, page: RunPageQuery): Promise<{ id: number; cursor: RunCursor }[]> {
  const { order, after } = page
  const prepared = await prepareFilter(db, page.within, page.filter, order)
  let query = within(db, page.within) as Sorted
  if (prepared.filter) query = query.where((eb) => whereRun(eb, { ...prepared, filter: prepared.filter! }))
  // A key that no run has yet is like one that none of them has a value of.
  if (typeof order.by === 'object') query = withValue(query, idsOf(prepared, order.by.value).at(-1) ?? -1)
  const keys = sortKeys(order)
  if (after && after.length !== keys.length)
    throw new AppError('invalid', 'cursor-malformed', 'The cursor of this page is of another order. Begin without one.')
  query = query.select('run.id')
  for (const [at, { of, direction }] of keys.entries())
    query = query.select(sql`${of}`.as(`key${at}`)).orderBy(of as never, direction)
  if (after) query = query.where((eb) => beyond(eb, keys, after))
  const rows = await query.limit(page.limit).execute()
  return rows.map((row) => ({
    id: Number(row['id']),
    cursor: keys.map((_, at) => row[`key${at}`] as string | number | null),
  }))
}

export async function countRuns(db: AppDb, search: RunSearch): Promise<number> {
  const prepared = await prepareFilter(db, search.within, search.filter)
  let query = within(db, search.within)
  if (prepared.filter) query = query.where((eb) => whereRun(eb, { ...prepared, filter: prepared.filter! }))
  const row = await query.select(({ fn }) => fn.countAll<number>().as('runs')).executeTakeFirstOrThrow()
  return Number(row.runs)
}

const withValue = (query: Sorted, key: number): Sorted =>
  query.leftJoin('run_value as sorted', (join) =>
    join.on('sorted.key_id', '=', key).onRef('sorted.run_id', '=', 'run.id'),
  ) as never

/** Numbers first, then texts, then what has neither: whoever looks for the best wants no missing ones, in either direction. */
function sortKeys({ by, direction }: RunOrder): SortKey[] {
  const eb: RunBuilder = expressionBuilder()
  const id: SortKey = { of: sql.ref('run.id'), direction }
  if (by === 'createdAt') return [{ of: sql.ref('run.created_at'), direction }, id]
  if (typeof by !== 'object') {
    const field = fieldOf(eb, by)
    return [{ of: sql`case when ${field} is null then 1 else 0 end`, direction: 'asc' }, { of: field, direction }, id]
  }
  const rank = sql`case when ${sql.ref('sorted.number')} is not null then 0 when ${sql.ref('sorted.text')} is not null then 1 else 2 end`
  return [
    { of: rank, direction: 'asc' },
    { of: sql.ref('sorted.number'), direction },
    { of: sql.ref('sorted.text'), direction },
    id,
  ]
}

/** What comes after a place in an order of several keys. Keys that are null are alike. */
function beyond(eb: RunBuilder, keys: SortKey[], place: RunCursor): Expression<SqlBool> {
  const [first, ...rest] = keys
  const [value = null, ...others] = place
  if (!first) return eb.lit(false)
  const same = value === null ? sql<SqlBool>`${first.of} is null` : sql<SqlBool>`${first.of} = ${value}`
  const tied = rest.length === 0 ? eb.lit(false) : eb.and([same, beyond(eb, rest, others)])
  if (value === null) return tied
  const sign = sql.raw(first.direction === 'asc' ? '>' : '<')
  return eb.or([sql<SqlBool>`${first.of} ${sign} ${value}`, tied])
}
