import type { HistoryDb } from '../../../storage/sql/schema.ts'

/** Values of one `in (...)`: both databases take thousands, and a plan for that many is quick to make. */
const mostAtOnce = 500

/** The chunks of a stream that hold any line of `from` (inclusive) to `to` (exclusive), in order. */
export async function findChunks(db: HistoryDb, streamId: number, from: number, to: number) {
  return db
    .selectFrom('chunk')
    .select(['first_line', 'line_count', 'min_step', 'max_step'])
    .where('stream_id', '=', streamId)
    .where('first_line', '<', to)
    .where((e) => e(e('first_line', '+', e.ref('line_count')), '>', from))
    .orderBy('first_line')
    .execute()
}

export interface ColumnRow {
  key_id: number
  first_line: number
  bytes: Uint8Array
}

/** The columns of the chunks that begin at these lines: of some keys, or of all. */
export async function findColumns(
  db: HistoryDb,
  streamId: number,
  firstLines: number[],
  keyIds: number[] | null,
): Promise<ColumnRow[]> {
  const rows: ColumnRow[] = []
  for (const lines of slices(firstLines)) {
    const query = db
      .selectFrom('chunk_column')
      .select(['key_id', 'first_line', 'bytes'])
      .where('stream_id', '=', streamId)
      .where('first_line', 'in', lines)
    if (keyIds === null) rows.push(...(await query.execute()))
    else for (const ids of slices(keyIds)) rows.push(...(await query.where('key_id', 'in', ids).execute()))
  }
  return rows
}

function* slices<Item>(items: Item[]): Generator<Item[]> {
  for (let i = 0; i < items.length; i += mostAtOnce) yield items.slice(i, i + mostAtOnce)
}

export interface PyramidRow {
  key_id: number
  level: number
  number: number
  bytes: Uint8Array
}

/** Rows of one key's pyramid; level 0 holds its tail. */
export async function findPyramidRows(
  db: HistoryDb,
  streamId: number,
  keyId: number,
  level: number,
  range: { first: number; last: number },
): Promise<PyramidRow[]> {
  return db
    .selectFrom('pyramid')
    .select(['key_id', 'level', 'number', 'bytes'])
    .where('stream_id', '=', streamId)
    .where('key_id', '=', keyId)
    .where('level', '=', level)
    .where('number', '>=', range.first)
    .where('number', '<=', range.last)
    .orderBy('number')
    .execute()
}

/** The tails of some keys. */
export async function findTails(db: HistoryDb, streamId: number, keyIds: number[]): Promise<Map<number, Uint8Array>> {
  const tails = new Map<number, Uint8Array>()
  for (const ids of slices(keyIds)) {
    const rows = await db
      .selectFrom('pyramid')
      .select(['key_id', 'bytes'])
      .where('stream_id', '=', streamId)
      .where('key_id', 'in', ids)
      .where('level', '=', 0)
      .execute()
    for (const { key_id, bytes } of rows) tails.set(key_id, bytes)
  }
  return tails
}

/** Inserts rows, as many in a statement as `bytesAtOnce` allows. */
export async function insertRows<Table extends 'chunk_column' | 'pyramid'>(
  db: HistoryDb,
  table: Table,
  rows: (Table extends 'pyramid' ? PyramidRow & { stream_id: number } : ColumnRow & { stream_id: number })[],
): Promise<void> {
  const bytesAtOnce = 2 * 1024 * 1024
  let from = 0
  while (from < rows.length) {
    let to = from
    for (let size = 0; to < rows.length && to - from < mostAtOnce && (to === from || size < bytesAtOnce); to++)
      size += rows[to]!.bytes.length
    await db
      .insertInto(table)
      .values(rows.slice(from, to) as never)
      .execute()
    from = to
  }
}

/** Inserts rows of the pyramid; tails take the place of those before. */
export async function replacePyramidRows(db: HistoryDb, streamId: number, rows: PyramidRow[]): Promise<void> {
  const tails = rows.flatMap(({ level, key_id }) => (level === 0 ? [key_id] : []))
  for (const ids of slices(tails))
    await db
      .deleteFrom('pyramid')
      .where('stream_id', '=', streamId)
      .where('key_id', 'in', ids)
      .where('level', '=', 0)
      .execute()
  await insertRows(
    db,
    'pyramid',
    rows.map((row) => ({ stream_id: streamId, ...row })),
  )
}
