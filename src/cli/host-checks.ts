import { existsSync } from 'node:fs'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { messageOf } from '../base/errors.ts'
import { newShortId } from '../base/ids.ts'
import type { Check } from '../sso/index.ts'
import { type DatabaseSettings, openAppDb } from '../storage/sql/open.ts'
import type { AppDb } from '../storage/sql/schema.ts'

/** As `doctor --json` prints it; the stages of a sign-in, and `database` and `storage`. */
export type DoctorCheck = Omit<Check, 'stage' | 'code'> & { stage: string; code?: string }

const check = (
  stage: 'database' | 'storage',
  status: DoctorCheck['status'],
  title: string,
  evidence: Record<string, unknown>,
  mend?: string[],
): DoctorCheck => ({ id: stage, stage, status, title, evidence, ...(mend && { mend }) })

/** The database, where there is one that has tables, and what is to be said of it. Makes none. */
export async function openForChecks(settings: DatabaseSettings): Promise<{ db: AppDb | null; check: DoctorCheck }> {
  const where = settings.kind === 'mysql' ? 'MYSQL' : path.join(settings.folder, 'signpost.db')
  const evidence = { kind: settings.kind, ...(settings.kind === 'sqlite' && { file: where }) }
  if (settings.kind === 'sqlite' && !existsSync(where))
    return {
      db: null,
      check: check('database', 'skipped', 'There is no database yet; the first start makes it', evidence),
    }
  let db: AppDb | null = null
  try {
    db = await openAppDb(settings)
    await sql`select 1`.execute(db)
    const hasTables = await db
      .selectFrom('setting')
      .select('name')
      .limit(1)
      .execute()
      .then(() => true)
      .catch(() => false)
    if (hasTables) return { db, check: check('database', 'ok', 'The database answers', evidence) }
    await db.destroy()
    return {
      db: null,
      check: check('database', 'skipped', 'The database is empty; the first start fills it', evidence),
    }
  } catch (error) {
    await db?.destroy().catch(() => undefined)
    const mend = [
      `Let this server reach and use ${settings.kind === 'mysql' ? 'the database that MYSQL names' : where}.`,
    ]
    const title = 'The database cannot be used'
    return { db: null, check: check('database', 'error', title, { ...evidence, happened: messageOf(error) }, mend) }
  }
}

/** Bytes that should be free: a day of a busy team. */
const enough = 1024 ** 3

/** Whether files can be written where objects are kept, and whether there is room. */
export async function checkStorage(folder: string): Promise<DoctorCheck> {
  if (!existsSync(folder))
    return check('storage', 'skipped', 'There is no data folder yet; the first start makes it', { folder })
  const file = path.join(folder, `.doctor-${newShortId(8)}`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(file, 'written by signpost doctor', { flush: true })
    await rm(file)
    const { bavail, bsize } = await statfs(folder)
    const evidence = { folder, freeBytes: bavail * bsize }
    if (bavail * bsize >= enough) return check('storage', 'ok', 'The data folder can be written', evidence)
    return check('storage', 'warning', 'The disk of the data folder is nearly full', evidence, [
      'Make room on its disk.',
    ])
  } catch (error) {
    const mend = [`Let the user that runs this server write ${folder} (SIGNPOST_DATA).`]
    return check('storage', 'error', 'The data folder cannot be written', { folder, happened: messageOf(error) }, mend)
  }
}
