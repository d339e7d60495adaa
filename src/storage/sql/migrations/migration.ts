import type { ColumnBuilderCallback, Kysely } from 'kysely'
import type { ColumnTypes } from '../portable.ts'

/**
 * One step of the schema. Never edited once released. It sees tables by name only, since the row types move on.
 * MySQL commits each DDL statement by itself, so a step must be harmless when it is run again from its middle: `ifNotExists`.
 */
export interface Migration {
  /** `NNNN-what-it-does`; the order is the order of names. */
  name: string
  // biome-ignore lint/suspicious/noExplicitAny: a migration knows no row types
  up(db: Kysely<any>, type: ColumnTypes): Promise<void>
}

/** An index named after what it finds. MySQL has no "if not exists" for indexes, so one that is there already is passed over. */
// biome-ignore lint/suspicious/noExplicitAny: a migration knows no row types
export async function createIndex(db: Kysely<any>, table: string, columns: string[]): Promise<void> {
  try {
    await db.schema
      .createIndex(`${table}_by_${columns.join('_')}`)
      .on(table)
      .columns(columns)
      .execute()
  } catch (error) {
    const known = (error as { code?: string }).code === 'ER_DUP_KEYNAME' || /already exists/.test(String(error))
    if (!known) throw error
  }
}

/** A column more; one that is there already is passed over, since neither database has "if not exists" for columns. */
export async function addColumn(
  // biome-ignore lint/suspicious/noExplicitAny: a migration knows no row types
  db: Kysely<any>,
  table: string,
  column: string,
  type: ColumnTypes[keyof ColumnTypes],
  build: ColumnBuilderCallback = (c) => c,
): Promise<void> {
  try {
    await db.schema.alterTable(table).addColumn(column, type, build).execute()
  } catch (error) {
    const known =
      (error as { code?: string }).code === 'ER_DUP_FIELDNAME' || /duplicate column name/.test(String(error))
    if (!known) throw error
  }
}
