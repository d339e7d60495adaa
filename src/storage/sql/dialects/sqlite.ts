import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { createDurableLog, type DurableLog } from './group-commit.ts'
import { createSqliteDriver } from './sqlite-driver.ts'

/**
 * The embedded database: a commit that was answered survives a power cut. SQLite itself syncs the log at checkpoints only
 * (`synchronous=NORMAL`, https://www.sqlite.org/pragma.html#pragma_synchronous); after each commit the driver does, beside the event loop.
 */
export function openSqlite(file: string): Dialect {
  mkdirSync(path.dirname(file), { recursive: true })
  const database = new DatabaseSync(file, { timeout: 10_000 })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
  return sqliteDialect(database, createDurableLog(file))
}

/** Whose turn it is, the driver decides: the rule of one query at a time would leave nothing to commit together. */
class SharedConnection extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/** Kysely's own SQLite dialect over `node:sqlite`, with a driver of ours. */
export const sqliteDialect = (database: DatabaseSync, log: DurableLog): Dialect => ({
  createAdapter: () => new SharedConnection(),
  createDriver: () => createSqliteDriver(database, log),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
})
