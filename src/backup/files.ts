import { createHash } from 'node:crypto'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../base/errors.ts'
import type { ObjectStore } from '../storage/objects/object-store.ts'
import type { BackedUpFile } from './manifest.ts'

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Size and hash of a file below `folder`, its name with `/`. */
export async function describeFile(folder: string, name: string): Promise<BackedUpFile> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of createReadStream(path.join(folder, name))) {
    hash.update(piece)
    bytes += piece.length
  }
  return { path: name, bytes, sha256: hash.digest('hex') }
}

/** Files below `folder`, however deep; none where it is not there. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error) => {
    if (isMissing(error)) return []
    throw error
  })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
}

/**
 * Puts a file that never changes elsewhere too, as a second name of the same bytes where the disk is the same. Nothing is done where it is
 * there already, or gone meanwhile.
 */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true })
  try {
    await link(from, to)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EEXIST') return
    await copyWhole(from, to).catch((failure) => {
      if (!isMissing(failure) && (failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure
    })
  }
}

/** Writes an object to a file, and is done when the disk has it. Nothing where it is gone meanwhile. */
export async function writeObject(objects: ObjectStore, key: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true })
  const body = await objects.get(key).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'object-missing') return null
    throw error
  })
  if (body) await pipeline(body, createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }))
}

/** Copies a file, and is done when the disk has it. */
export async function copyWhole(from: string, to: string, mode = 0o600): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true })
  await copyFile(from, to, constants.COPYFILE_EXCL)
  const handle = await open(to, 'r+')
  try {
    await handle.chmod(mode)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What is wrong with a file, in a few words; null where it is as described. */
export async function faultOf(folder: string, described: BackedUpFile): Promise<string | null> {
  const found = await stat(path.join(folder, described.path)).catch(() => null)
  if (!found) return 'is missing'
  if (found.size !== described.bytes) return `has ${found.size} bytes and should have ${described.bytes}`
  return (await describeFile(folder, described.path)).sha256 === described.sha256 ? null : 'was changed'
}
