import { createReadStream, existsSync } from 'node:fs'
import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { AppError } from '../base/errors.ts'
import { createStreams } from '../base/outbound.ts'
import type { Config } from '../config/config.ts'
import { BucketUnusable, openUsableObjects } from '../storage/objects/open.ts'
import { unknownMigrations } from '../storage/sql/describe.ts'
import { openAppDb } from '../storage/sql/open.ts'
import { isSqliteInUse } from '../storage/sql/sqlite-copy.ts'
import { dumpFile, keyFile, objectsFolder } from './backup.ts'
import { copyWhole, faultOf } from './files.ts'
import { type BackedUpFile, type Manifest, readManifest } from './manifest.ts'
import { loadMysql } from './mysql-tools.ts'

/**
 * Puts a backup into an empty data folder (and an empty MySQL database), after everything in it was looked at. Sign-ins of that time are
 * ended: one that was signed out since must not live again. Throws `restore-refused`, `backup-missing`, `backup-damaged`; then nothing
 * is changed.
 */
export async function restoreBackup(config: Config, folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder)
  requireKnown(manifest)
  requireSameKind(manifest, config)
  requireBucket(manifest, config)
  await requireEmptyData(config.dataFolder)
  if (config.database.kind === 'mysql') await requireEmptyDatabase(config)
  await requireWhole(manifest, folder)
  await put(manifest, folder, config)
  await endSignIns(config)
  return manifest
}

const refused = (message: string) => new AppError('conflict', 'restore-refused', message)

function requireKnown({ migrations, signpost }: Manifest): void {
  const unknown = unknownMigrations(migrations)
  if (unknown.length === 0) return
  throw refused(
    `The backup is of a newer version (${signpost}), whose tables this one does not know: ${unknown.join(', ')}. Restore it with that version.`,
  )
}

function requireSameKind({ database }: Manifest, config: Config): void {
  if (database === config.database.kind) return
  throw refused(
    database === 'mysql'
      ? 'The backup is of a MySQL database. Set MYSQL to an empty one.'
      : 'The backup is of the database in the data folder. Unset MYSQL to restore it there.',
  )
}

function requireBucket({ bucket }: Manifest, config: Config): void {
  if (bucket === null || config.bucket !== null) return
  throw refused(
    `The files of this backup are not in it: they are in the bucket ${bucket}. Set BUCKET to it, or to a copy of it.`,
  )
}

async function requireEmptyData(dataFolder: string): Promise<void> {
  const there = await readdir(dataFolder).catch((error) => {
    if (error.code === 'ENOENT') return []
    throw refused(`${dataFolder} (SIGNPOST_DATA) cannot be used: ${error.message}`)
  })
  // Disks bring the first one along.
  const inside = there.filter((name) => name !== 'lost+found')
  if (inside.length === 0) return
  const database = path.join(dataFolder, 'signpost.db')
  if (existsSync(database) && isSqliteInUse(database))
    throw refused(
      `A server is running on ${dataFolder} (SIGNPOST_DATA). Stop it, and restore into another, empty folder.`,
    )
  throw refused(
    `${dataFolder} (SIGNPOST_DATA) holds data already (${inside.slice(0, 3).join(', ')}). Restore into an empty folder.`,
  )
}

async function requireEmptyDatabase({ database }: Config): Promise<void> {
  const db = await openAppDb(database)
  try {
    const { rows } = await sql<{
      name: string
    }>`select table_name as name from information_schema.tables where table_schema = database() limit 1`.execute(db)
    if (rows[0])
      throw refused(`The database that MYSQL names has tables already (${rows[0].name}). Restore into an empty one.`)
  } finally {
    await db.destroy()
  }
}

const faultsShown = 5

async function requireWhole({ files }: Manifest, folder: string): Promise<void> {
  const faults: string[] = []
  for (const each of files) {
    const fault = await faultOf(folder, each)
    if (fault) faults.push(`${each.path} ${fault}`)
  }
  if (faults.length === 0) return
  const more = faults.length > faultsShown ? ` and ${faults.length - faultsShown} more` : ''
  throw new AppError(
    'invalid',
    'backup-damaged',
    `The backup is damaged: ${faults.slice(0, faultsShown).join('; ')}${more}.`,
  )
}

/** The databases last: where it is interrupted there is nothing that a server would take for its own. */
async function put({ files, database }: Manifest, folder: string, config: Config): Promise<void> {
  const { dataFolder } = config
  const isObject = ({ path: name }: BackedUpFile) => name.startsWith(`${objectsFolder}/`)
  const isDatabase = ({ path: name }: BackedUpFile) => name.endsWith('.db')
  const kept = files.filter((each) => each.path !== dumpFile && !(config.bucket && isObject(each)))
  const written: string[] = []
  if (config.bucket) await putInBucket(config, folder, files.filter(isObject))
  await mkdir(dataFolder, { recursive: true })
  try {
    for (const { path: name } of [...kept.filter((each) => !isDatabase(each)), ...kept.filter(isDatabase)]) {
      written.push(name.split('/')[0]!)
      await copyWhole(path.join(folder, name), path.join(dataFolder, name), name === keyFile ? 0o600 : 0o640)
    }
    if (existsSync(path.join(dataFolder, keyFile))) await chmod(path.dirname(path.join(dataFolder, keyFile)), 0o700)
    if (database === 'mysql' && config.database.kind === 'mysql')
      await loadMysql(config.database, path.join(folder, dumpFile))
  } catch (error) {
    for (const name of new Set(written)) await rm(path.join(dataFolder, name), { recursive: true, force: true })
    throw error
  }
}

/** First of all: objects that no table names are seen by nobody. */
async function putInBucket(config: Config, folder: string, files: BackedUpFile[]): Promise<void> {
  const streams = createStreams({ proxy: config.proxy })
  try {
    const objects = await openUsableObjects(config, streams).catch((error: unknown) => {
      throw error instanceof BucketUnusable ? refused(error.message) : error
    })
    for (const { path: name, bytes } of files)
      await objects.put(name.slice(objectsFolder.length + 1), createReadStream(path.join(folder, name)), bytes)
  } finally {
    await streams.close()
  }
}

async function endSignIns({ database }: Config): Promise<void> {
  const db = await openAppDb(database)
  try {
    for (const table of ['session', 'access_token', 'one_time_token', 'sign_in_state', 'pending_link'] as const)
      await db.deleteFrom(table).execute()
  } finally {
    await db.destroy()
  }
}
