import { type Kysely, sql } from 'kysely'
import { appMigrations, historyMigrations } from './migrations/index.ts'
import { type DatabaseSettings, openHistoryDb } from './open.ts'
import { dialectOf } from './portable.ts'
import type { AppDb } from './schema.ts'

export interface DatabaseDescription {
  kind: 'sqlite' | 'mysql'
  /** In the database's own words: `11.8.2-MariaDB`. */
  version: string
  migrations: DoneMigrations[]
}

export interface DoneMigrations {
  schema: 'app' | 'history'
  done: { name: string; at: string }[]
  /** Those that this version knows and that were not run yet. */
  open: string[]
  /** Those of a newer version. */
  unknown: string[]
}

export async function describeDatabase(settings: DatabaseSettings, app: AppDb): Promise<DatabaseDescription> {
  const history = await openHistoryDb(settings)
  try {
    const version =
      dialectOf(app) === 'mysql'
        ? sql<{ v: string }>`select version() as v`
        : sql<{ v: string }>`select sqlite_version() as v`
    return {
      kind: dialectOf(app),
      version: (await version.execute(app)).rows[0]!.v,
      migrations: [await migrationsOf(app, 'app'), await migrationsOf(history, 'history')],
    }
  } finally {
    await history.destroy()
  }
}

/** What was done to one schema; nothing where it is empty. */
// biome-ignore lint/suspicious/noExplicitAny: the table of migrations is the same in every schema
async function migrationsOf(db: Kysely<any>, schema: 'app' | 'history'): Promise<DoneMigrations> {
  const known = (schema === 'app' ? appMigrations : historyMigrations).map(({ name }) => name)
  const rows = await sql<{
    name: string
    timestamp: string
  }>`select name, timestamp from ${sql.table(`${schema}_migration`)} order by name`
    .execute(db)
    .then((result) => result.rows)
    .catch(() => [])
  const names = rows.map(({ name }) => name)
  return {
    schema,
    done: rows.map(({ name, timestamp }) => ({ name, at: timestamp })),
    open: known.filter((name) => !names.includes(name)),
    unknown: names.filter((name) => !known.includes(name)),
  }
}

/** Which of these steps a newer version made. */
export const unknownMigrations = (done: { app: string[]; history: string[] }): string[] => {
  const known = new Set([...appMigrations, ...historyMigrations].map(({ name }) => name))
  return [...done.app, ...done.history].filter((name) => !known.has(name))
}
