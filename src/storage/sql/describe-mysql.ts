import { sql } from 'kysely'
import { dialectOf } from './portable.ts'
import type { AppDb } from './schema.ts'

/** What of MySQL or MariaDB is set up by whoever runs it, and can lose or refuse what is written. */
export interface MysqlDescription {
  /** Of this connection: what is sent and compared. */
  charset: string
  collation: string
  /** Columns of text that do not hold every character, or compare otherwise than byte by byte. */
  foreignText: { table: string; column: string; collation: string }[]
  /** Bytes that one statement may have, for connections to come. */
  maxPacket: number
}

/** Null where the tables are files. */
export async function describeMysql(db: AppDb): Promise<MysqlDescription | null> {
  if (dialectOf(db) !== 'mysql') return null
  const { rows } = await sql<{ charset: string; collation: string; maxPacket: number }>`
    select @@character_set_connection as charset, @@collation_connection as collation,
      @@global.max_allowed_packet as maxPacket`.execute(db)
  // The tables in which migrations are kept are not ours, and hold names of ours only.
  const text = await sql<{ table: string; column: string; collation: string }>`
    select table_name as ${sql.ref('table')}, column_name as ${sql.ref('column')}, collation_name as collation
    from information_schema.columns
    where table_schema = database() and collation_name is not null and collation_name <> 'utf8mb4_bin'
      and table_name not like '%migration' and table_name not like '%migration_lock'
    order by table_name, column_name`.execute(db)
  const { charset, collation, maxPacket } = rows[0]!
  return { charset, collation, foreignText: text.rows, maxPacket: Number(maxPacket) }
}
