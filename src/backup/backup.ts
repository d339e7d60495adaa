import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../base/errors.ts'
import { createStreams } from '../base/outbound.ts'
import type { Config } from '../config/config.ts'
import { openObjects } from '../storage/objects/open.ts'
import { nameOf } from '../storage/objects/s3/settings.ts'
import { describeDatabase } from '../storage/sql/describe.ts'
import { openAppDb } from '../storage/sql/open.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { copySqlite } from '../storage/sql/sqlite-copy.ts'
import { copyWhole, describeFile, filesBelow, linkOrCopy, writeObject } from './files.ts'
import { type Manifest, manifestName, writeManifest } from './manifest.ts'
import { dumpMysql } from './mysql-tools.ts'

export const objectsFolder = 'objects'
export const keyFile = 'keys/server.key'
export const dumpFile = 'database.sql.gz'
const databaseFiles = ['history.db', 'signpost.db'] as const

/**
 * Copies everything that is kept into an empty folder, also beside a running server. Throws `backup-folder-taken`, `nothing-to-back-up`
 * and what the database's programs throw; then nothing is left behind.
 */
export async function makeBackup(
  config: Config,
  folder: string,
  { version, withBucket }: { version: string; withBucket: boolean },
): Promise<Manifest> {
  const { dataFolder, database } = config
  if (database.kind === 'sqlite' && !existsSync(path.join(dataFolder, 'signpost.db')))
    throw new AppError('invalid', 'nothing-to-back-up', `There is no database in ${dataFolder} (SIGNPOST_DATA).`)
  await requireEmpty(folder)
  await mkdir(folder, { recursive: true })
  // Also a folder that was there: what goes into it is for nobody else.
  await chmod(folder, 0o700)
  try {
    return await fill(config, folder, version, withBucket)
  } catch (error) {
    for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true, force: true })
    throw error
  }
}

async function requireEmpty(folder: string): Promise<void> {
  const there: string[] = await readdir(folder).catch((error) => {
    if (error.code === 'ENOENT') return []
    const why = error.code === 'ENOTDIR' ? 'is no folder' : `cannot be used: ${error.message}`
    throw new AppError('invalid', 'backup-folder-taken', `${folder} ${why}.`)
  })
  if (there.length === 0) return
  const what = there.includes(manifestName) ? 'a backup' : 'something'
  throw new AppError(
    'conflict',
    'backup-folder-taken',
    `${folder} holds ${what} already. Give a folder that is empty, or that is not there.`,
  )
}

/**
 * The order makes it whole. What the tables name is there: objects are linked before the tables are copied, since a file that is replaced
 * goes at once, and after it, for those that came meanwhile. The history is copied before the runs it is of: a run may lack its last
 * lines of that moment, while lines without a run would one day be taken for those of another, to which its number is given.
 */
async function fill(config: Config, folder: string, version: string, withBucket: boolean): Promise<Manifest> {
  const { bucket, dataFolder, database, publicUrl } = config
  const copyObjects = async () => {
    if (bucket) {
      if (withBucket) await copyBucket(config, path.join(folder, objectsFolder))
      return
    }
    for (const name of await filesBelow(path.join(dataFolder, objectsFolder)))
      if (!name.startsWith('incoming/'))
        await linkOrCopy(path.join(dataFolder, objectsFolder, name), path.join(folder, objectsFolder, name))
  }
  const madeAt = new Date().toISOString()
  await copyObjects()
  if (database.kind === 'mysql') await dumpMysql(database, path.join(folder, dumpFile))
  else
    await copySqlite(databaseFiles.map((name) => ({ from: path.join(dataFolder, name), to: path.join(folder, name) })))
  await copyObjects()
  if (existsSync(path.join(dataFolder, keyFile)))
    await copyWhole(path.join(dataFolder, keyFile), path.join(folder, keyFile))

  const names = await filesBelow(folder)
  const copied = database.kind === 'mysql' ? database : ({ kind: 'sqlite', folder } as const)
  const isElsewhere = bucket !== null && !withBucket
  const tables = await ofTables(copied, isElsewhere ? null : new Set(names))
  const files: Manifest['files'] = []
  for (const name of names) files.push(await describeFile(folder, name))
  const manifest: Manifest = {
    format: 1,
    signpost: version,
    madeAt,
    publicUrl,
    database: database.kind,
    bucket: isElsewhere ? nameOf(bucket) : null,
    ...tables,
    files,
  }
  await writeManifest(folder, manifest)
  return manifest
}

/** Objects that were copied before are left: they never change. */
async function copyBucket(config: Config, folder: string): Promise<void> {
  const streams = createStreams({ proxy: config.proxy })
  try {
    const objects = await openObjects(config, streams)
    for await (const { key } of objects.list())
      if (!existsSync(path.join(folder, key))) await writeObject(objects, key, path.join(folder, key))
  } finally {
    await streams.close()
  }
}

/** Of everything that the tables say is in the object store: files of runs, and the bytes and manifests of artifacts. */
async function keysOf(db: AppDb): Promise<string[]> {
  const [files, blobs, manifests] = await Promise.all([
    db.selectFrom('run_file').select('object_key as key').execute(),
    db.selectFrom('artifact_blob').select('object_key as key').execute(),
    db.selectFrom('artifact').select('manifest_key as key').where('state', '=', 'COMMITTED').execute(),
  ])
  return [...files, ...blobs, ...manifests].map(({ key }) => key).filter((key) => key !== null)
}

/** What had been done to the schemas, and which objects are not there; `names` null where no objects were copied. */
async function ofTables(
  settings: Config['database'],
  names: Set<string> | null,
): Promise<Pick<Manifest, 'migrations' | 'missing'>> {
  const db = await openAppDb(settings)
  try {
    const [app, history] = (await describeDatabase(settings, db)).migrations.map(({ done }) =>
      done.map(({ name }) => name),
    )
    const keys = settings.kind === 'mysql' || names === null ? [] : await keysOf(db)
    const missing = keys.filter((key) => !names?.has(`${objectsFolder}/${key}`))
    return { migrations: { app: app ?? [], history: history ?? [] }, missing }
  } finally {
    await db.destroy()
  }
}
