import {
  type Insertable,
  type Kysely,
  MysqlAdapter,
  type Selectable,
  sql,
  type Transaction,
  type Updateable,
} from 'kysely'

/** Which of our databases is behind this handle. Only `storage/` asks; the rooms use the functions below. */
export type DialectName = 'sqlite' | 'mysql'

// biome-ignore lint/suspicious/noExplicitAny: the adapter is the same for every schema
export const dialectOf = (db: Kysely<any>): DialectName =>
  db.getExecutor().adapter instanceof MysqlAdapter ? 'mysql' : 'sqlite'

/**
 * The column types that our tables are made of, in each database's words.
 * Times are whole milliseconds since 1970, booleans are 0 or 1, JSON is text that only we read.
 */
export const columnTypes = {
  sqlite: {
    /** A primary key that counts up: `INTEGER PRIMARY KEY AUTOINCREMENT`. */
    id: sql`integer primary key autoincrement`,
    /** Up to 191 characters, compared byte by byte, fit for an index. */
    name: sql`text`,
    /** Up to 700 characters (InnoDB keys hold 3072 bytes), otherwise as `name`. */
    longName: sql`text`,
    text: sql`text`,
    bytes: sql`blob`,
    /** 64 bits. */
    integer: sql`integer`,
    real: sql`real`,
    /** Ends a table whose rows stand in order of their primary key, as InnoDB's always do. */
    clustered: sql`without rowid`,
  },
  mysql: {
    id: sql`bigint not null auto_increment primary key`,
    name: sql`varchar(191) character set utf8mb4 collate utf8mb4_bin`,
    longName: sql`varchar(700) character set utf8mb4 collate utf8mb4_bin`,
    text: sql`longtext character set utf8mb4 collate utf8mb4_bin`,
    bytes: sql`longblob`,
    integer: sql`bigint`,
    real: sql`double`,
    clustered: sql``,
  },
} as const

export type ColumnTypes = (typeof columnTypes)[DialectName]

type TableOf<Schema, Table extends keyof Schema & string> = Schema[Table]

/** Inserts one row and returns the key that the database gave it. */
export async function insertWithId<Schema, Table extends keyof Schema & string>(
  db: Kysely<Schema> | Transaction<Schema>,
  table: Table,
  row: Insertable<TableOf<Schema, Table>>,
): Promise<number> {
  const { insertId } = await db.insertInto(table).values(row).executeTakeFirstOrThrow()
  return Number(insertId)
}

/** Inserts one row, or, where a row with the same `keys` exists, sets its `update` columns. `keys` must be a primary or unique key. */
export async function insertOrUpdate<Schema, Table extends keyof Schema & string>(
  db: Kysely<Schema> | Transaction<Schema>,
  table: Table,
  row: Insertable<TableOf<Schema, Table>>,
  keys: ReadonlyArray<keyof Selectable<TableOf<Schema, Table>> & string>,
  update: Updateable<TableOf<Schema, Table>>,
): Promise<void> {
  const insert = db.insertInto(table).values(row)
  const changes = update as never
  if (dialectOf(db) === 'mysql') await insert.onDuplicateKeyUpdate(changes).execute()
  else await insert.onConflict((conflict) => conflict.columns(keys as never).doUpdateSet(changes)).execute()
}

/** Inserts rows; where one with the same `keys` exists, its `columns` become those of the new one. */
export async function putRows<Schema, Table extends keyof Schema & string>(
  db: Kysely<Schema> | Transaction<Schema>,
  table: Table,
  rows: Insertable<TableOf<Schema, Table>>[],
  keys: ReadonlyArray<keyof Selectable<TableOf<Schema, Table>> & string>,
  columns: ReadonlyArray<keyof Selectable<TableOf<Schema, Table>> & string>,
): Promise<void> {
  const isMysql = dialectOf(db) === 'mysql'
  const fresh = (column: string) => (isMysql ? sql`values(${sql.ref(column)})` : sql`excluded.${sql.ref(column)}`)
  const changes = Object.fromEntries(columns.map((column) => [column, fresh(column)])) as never
  const insert = db.insertInto(table).values(rows)
  if (isMysql) await insert.onDuplicateKeyUpdate(changes).execute()
  else await insert.onConflict((conflict) => conflict.columns(keys as never).doUpdateSet(changes)).execute()
}

/** Inserts one row unless one with the same key is there. Returns whether it was new. */
export async function insertIfAbsent<Schema, Table extends keyof Schema & string>(
  db: Kysely<Schema> | Transaction<Schema>,
  table: Table,
  row: Insertable<TableOf<Schema, Table>>,
): Promise<boolean> {
  const insert = db.insertInto(table).values(row)
  const done = dialectOf(db) === 'mysql' ? insert.ignore() : insert.onConflict((conflict) => conflict.doNothing())
  const { numInsertedOrUpdatedRows } = await done.executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Whether this error says that a unique key is taken. */
export function isDuplicateKey(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown }
  // SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY, https://www.sqlite.org/rescode.html
  return code === 'ER_DUP_ENTRY' || errcode === 2067 || errcode === 1555
}
