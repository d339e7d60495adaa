import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createServerKey, type ServerKey } from '../base/server-key.ts'
import { insertIfAbsent } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'

const keyBytes = 32

/** Where the server's secret is kept: a file for the embedded database; a row where several servers share one MySQL. */
export type KeyPlace = { kind: 'file'; folder: string } | { kind: 'database'; db: AppDb }

/** The server's key, made when it is first asked for. Safe when several processes ask at once. */
export async function loadServerKey(place: KeyPlace): Promise<ServerKey> {
  return createServerKey(place.kind === 'file' ? await fromFile(place.folder) : await fromDatabase(place.db))
}

/** `keys/server.key` in the data folder: 32 bytes as hex, readable by the owner only. */
async function fromFile(dataFolder: string): Promise<Buffer> {
  const folder = path.join(dataFolder, 'keys')
  const file = path.join(folder, 'server.key')
  const existing = await readKey(file)
  if (existing) return existing
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `${randomBytes(keyBytes).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  try {
    // A link appears whole or not at all, and never replaces the key that another process made meanwhile.
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
  return (await readKey(file)) as Buffer
}

async function readKey(file: string): Promise<Buffer | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  if (!/^[0-9a-f]{64}\s*$/.test(text))
    throw new Error(`${file} is damaged: it must hold 64 hexadecimal digits. Put back the file of a backup.`)
  return Buffer.from(text.trim(), 'hex')
}

const settingName = 'server-key'

async function fromDatabase(db: AppDb): Promise<Buffer> {
  const value = JSON.stringify(randomBytes(keyBytes).toString('hex'))
  await insertIfAbsent(db, 'setting', { name: settingName, value, changed_at: Date.now(), changed_by: 'signpost' })
  const row = await db.selectFrom('setting').select('value').where('name', '=', settingName).executeTakeFirstOrThrow()
  return Buffer.from(JSON.parse(row.value), 'hex')
}
