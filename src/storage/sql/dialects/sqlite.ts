import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { createSqliteDriver } from './sqlite-driver.ts'

/**
 * The embedded database. WAL with `synchronous=FULL`: a commit that was answered survives a power cut
 * (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export function openSqlite(file: string): DatabaseSync {
  mkdirSync(path.dirname(file), { recursive: true })
  const database = new DatabaseSync(file, { timeout: 10_000 })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
  return database
}

/** Whose turn it is, the driver decides: the rule of one query at a time would leave nothing to commit together. */
class SharedConnection extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/** Kysely's own SQLite dialect over `node:sqlite`, with a driver of ours. */
export const sqliteDialect = (database: DatabaseSync): Dialect => ({
  createAdapter: () => new SharedConnection(),
  createDriver: () => createSqliteDriver(database),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
})
