import { existsSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import type { Check } from '../base/check.ts'
import { messageOf } from '../base/errors.ts'
import { type DatabaseDescription, describeDatabase } from '../storage/sql/describe.ts'
import { describeMysql } from '../storage/sql/describe-mysql.ts'
import { type DatabaseSettings, openAppDb } from '../storage/sql/open.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { examineMysql } from './mysql.ts'

const stage = 'database'
const database = (status: Check['status'], title: string, evidence: Check['evidence'], mend?: string[]): Check => ({
  id: 'database',
  stage,
  status,
  title,
  evidence,
  ...(mend && { mend }),
})

const fileOf = (settings: DatabaseSettings) =>
  settings.kind === 'sqlite' ? path.join(settings.folder, 'signpost.db') : null

const evidenceOf = (settings: DatabaseSettings) => {
  const file = fileOf(settings)
  return { kind: settings.kind, ...(file && { file }) }
}

/** The database, where there is one that has this version's tables, and what is to be said of it. Makes none. */
export async function openForChecks(settings: DatabaseSettings): Promise<{ db: AppDb | null; checks: Check[] }> {
  const evidence = evidenceOf(settings)
  const file = fileOf(settings)
  if (file && !existsSync(file))
    return { db: null, checks: [database('skipped', 'There is no database yet; the first start makes it', evidence)] }
  let db: AppDb | null = null
  try {
    db = await openAppDb(settings)
    const checks = await examineDatabase(settings, db)
    if (isUsable(checks)) return { db, checks }
    await db.destroy()
    return { db: null, checks }
  } catch (error) {
    await db?.destroy().catch(() => undefined)
    return { db: null, checks: [unusable(settings, error)] }
  }
}

/** Whether what this version knows of can be read, by the checks of the database. */
export const isUsable = (checks: Check[]): boolean =>
  ['database', 'database.migrations'].every((id) => checks.find((check) => check.id === id)?.status === 'ok')

/** What is to be said of an open database. */
export async function examineDatabase(settings: DatabaseSettings, db: AppDb): Promise<Check[]> {
  const evidence = evidenceOf(settings)
  try {
    await sql`select 1`.execute(db)
    if (!(await hasTables(db)))
      return [database('skipped', 'The database is empty; the first start fills it', evidence)]
    const { version, migrations } = await describeDatabase(settings, db)
    const mysql = await describeMysql(db)
    return [
      database('ok', 'The database answers', { ...evidence, version }),
      await written(settings, db),
      migrated(migrations),
      ...(mysql ? examineMysql(version, mysql) : []),
    ]
  } catch (error) {
    return [unusable(settings, error)]
  }
}

const hasTables = (db: AppDb): Promise<boolean> =>
  db
    .selectFrom('setting')
    .select('name')
    .limit(1)
    .execute()
    .then(() => true)
    .catch(() => false)

/** Writes in a transaction that is rolled back: nothing stays, also when this process ends in the middle. */
async function written(settings: DatabaseSettings, db: AppDb): Promise<Check> {
  const id = 'database.write'
  const done = new Error('rolled back')
  const row = { name: 'doctor-probe', value: '{}', changed_at: 0, changed_by: 'doctor' }
  const happened = await db
    .transaction()
    .execute(async (trx) => {
      await trx.insertInto('setting').values(row).execute()
      throw done
    })
    .catch((error: unknown) => (error === done ? null : messageOf(error)))
  if (happened === null) return { id, stage, status: 'ok', title: 'The database can be written', evidence: {} }
  const mend =
    settings.kind === 'sqlite'
      ? [`Let the user that runs this server write ${fileOf(settings)}, and its folder.`]
      : [
          `Let the database user write: GRANT ALL ON ${settings.database}.* TO '${settings.user}'.`,
          'If the database server is a replica or read-only, let MYSQL name the one that takes writes.',
        ]
  return { id, stage, status: 'error', title: 'The database cannot be written', evidence: { happened }, mend }
}

function migrated(migrations: DatabaseDescription['migrations']): Check {
  const id = 'database.migrations'
  const [open, unknown] = [migrations.flatMap((each) => each.open), migrations.flatMap((each) => each.unknown)]
  const evidence = { done: migrations.flatMap(({ done }) => done.map(({ name }) => name)), open, unknown }
  if (unknown.length > 0) {
    const mend = ['Run the version of Signpost that made them, or restore the backup from before it.']
    return { id, stage, status: 'error', title: 'The tables are those of a newer version', evidence, mend }
  }
  if (open.length > 0) {
    const mend = ['Start this version once, or run: signpost migrate']
    return { id, stage, status: 'warning', title: 'The tables are those of an earlier version', evidence, mend }
  }
  return { id, stage, status: 'ok', title: 'The tables are those of this version', evidence }
}

function unusable(settings: DatabaseSettings, error: unknown): Check {
  const what = fileOf(settings) ?? 'the database that MYSQL names'
  const evidence = { ...evidenceOf(settings), happened: messageOf(error) }
  return database('error', 'The database cannot be used', evidence, [`Let this server reach and use ${what}.`])
}
