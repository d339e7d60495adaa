import path from 'node:path'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { type MysqlSettings, mysqlDialect } from './dialects/mysql.ts'
import { openSqlite } from './dialects/sqlite.ts'
import { appMigrations, historyMigrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'
import { columnTypes, dialectOf } from './portable.ts'
import type { AppDb, AppSchema, HistoryDb, HistorySchema } from './schema.ts'
import { onSlow, type SlowStatement } from './slow-statements.ts'
import { asUnusable } from './unusable.ts'
import { createWriteWatch } from './writes.ts'

/** Where the tables are: two files in the data folder, or one MySQL database. Plain data, so that it can be sent to a thread. */
export type DatabaseSettings = { kind: 'sqlite'; folder: string } | ({ kind: 'mysql' } & MysqlSettings)

/** Who is told of statements that take long. */
type NoteSlow = (statement: SlowStatement) => void

/** The database of people, projects and runs. Opening does not migrate. */
export async function openAppDb(settings: DatabaseSettings, noteSlow?: NoteSlow): Promise<AppDb> {
  return new Kysely<AppSchema>({
    dialect: await dialectFor(settings, 'signpost.db', 8),
    plugins: [createWriteWatch()],
    log: noteSlow && onSlow(noteSlow),
  })
}

/** The database of what runs log. Opening does not migrate. */
export async function openHistoryDb(settings: DatabaseSettings, noteSlow?: NoteSlow): Promise<HistoryDb> {
  return new Kysely<HistorySchema>({
    dialect: await dialectFor(settings, 'history.db', 4),
    log: noteSlow && onSlow(noteSlow),
  })
}

async function dialectFor(settings: DatabaseSettings, file: string, connections: number) {
  return settings.kind === 'mysql' ? mysqlDialect(settings, connections) : openSqlite(path.join(settings.folder, file))
}

/** Both databases, brought up to date. @throws DatabaseUnusable */
export async function openMigrated(
  settings: DatabaseSettings,
  noteSlow?: NoteSlow,
): Promise<{ app: AppDb; history: HistoryDb; done: string[] }> {
  try {
    const app = await openAppDb(settings, noteSlow)
    const history = await openHistoryDb(settings)
    return { app, history, done: await migrate(app, history) }
  } catch (error) {
    throw asUnusable(error, settings)
  }
}

/** Brings both schemas up to date. Safe to call beside a running server; throws the first error that a step met. */
export async function migrate(app: AppDb, history: HistoryDb): Promise<string[]> {
  return [
    ...(await migrateOne(app, appMigrations, 'app_migration')),
    ...(await migrateOne(history, historyMigrations, 'history_migration')),
  ]
}

async function migrateOne<Schema>(db: Kysely<Schema>, migrations: Migration[], table: string): Promise<string[]> {
  const type = columnTypes[dialectOf(db)]
  const migrator = new Migrator({
    db,
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          migrations.map(({ name, up }) => [name, { up: (inner: Kysely<unknown>) => up(inner, type) }]),
        ),
    },
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map(({ migrationName }) => migrationName)
}
