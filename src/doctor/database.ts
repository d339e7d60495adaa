import { existsSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import type { Check } from '../base/check.ts'
import { messageOf } from '../base/errors.ts'
import { type DatabaseSettings, openAppDb } from '../storage/sql/open.ts'
import type { AppDb } from '../storage/sql/schema.ts'

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

/** The database, where there is one that has tables, and what is to be said of it. Makes none. */
export async function openForChecks(settings: DatabaseSettings): Promise<{ db: AppDb | null; checks: Check[] }> {
  const evidence = evidenceOf(settings)
  const file = fileOf(settings)
  if (file && !existsSync(file))
    return { db: null, checks: [database('skipped', 'There is no database yet; the first start makes it', evidence)] }
  let db: AppDb | null = null
  try {
    db = await openAppDb(settings)
    const checks = await examineDatabase(settings, db)
    if (checks.every(({ status }) => status !== 'skipped' && status !== 'error')) return { db, checks }
    await db.destroy()
    return { db: null, checks }
  } catch (error) {
    await db?.destroy().catch(() => undefined)
    return { db: null, checks: [unusable(settings, error)] }
  }
}

/** What is to be said of an open database. */
export async function examineDatabase(settings: DatabaseSettings, db: AppDb): Promise<Check[]> {
  const evidence = evidenceOf(settings)
  try {
    await sql`select 1`.execute(db)
  } catch (error) {
    return [unusable(settings, error)]
  }
  const hasTables = await db
    .selectFrom('setting')
    .select('name')
    .limit(1)
    .execute()
    .then(() => true)
    .catch(() => false)
  if (!hasTables) return [database('skipped', 'The database is empty; the first start fills it', evidence)]
  return [database('ok', 'The database answers', evidence)]
}

function unusable(settings: DatabaseSettings, error: unknown): Check {
  const what = fileOf(settings) ?? 'the database that MYSQL names'
  const evidence = { ...evidenceOf(settings), happened: messageOf(error) }
  return database('error', 'The database cannot be used', evidence, [`Let this server reach and use ${what}.`])
}
