import { existsSync } from 'node:fs'
import { rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Check } from '../base/check.ts'
import { messageOf } from '../base/errors.ts'
import { newShortId } from '../base/ids.ts'
import type { ObjectStore } from '../storage/objects/object-store.ts'

const stage = 'storage'

/** Bytes that should be free: a day of a busy team. */
const enough = 1024 ** 3

/** Each file of a run is one. */
const enoughFiles = 10_000

const written = 'written by signpost doctor'

/** Whether the data folder can be written and has room, and whether an object comes back as it was kept; `objects` null where there are none yet. */
export async function examineStorage(folder: string, objects: ObjectStore | null): Promise<Check[]> {
  if (!existsSync(folder)) {
    const title = 'There is no data folder yet; the first start makes it'
    return [{ id: 'storage', stage, status: 'skipped', title, evidence: { folder } }]
  }
  return [await examineFolder(folder), ...(objects ? [await examineObjects(objects, folder)] : [])]
}

async function examineFolder(folder: string): Promise<Check> {
  const id = 'storage'
  const file = path.join(folder, `.doctor-${newShortId(8)}`)
  try {
    await writeFile(file, written, { flush: true })
    await rm(file)
    const { bavail, bsize, files, ffree } = await statfs(folder)
    const evidence = { folder, freeBytes: bavail * bsize, freeFiles: files > 0 ? ffree : 'without limit' }
    if (files > 0 && ffree < enoughFiles) {
      const title = `The disk of the data folder takes only ${ffree} more files (df -i)`
      return { id, stage, status: 'warning', title, evidence, mend: ['Remove small files from its disk.'] }
    }
    if (bavail * bsize >= enough) return { id, stage, status: 'ok', title: 'The data folder can be written', evidence }
    const mend = ['Make room on its disk.']
    return { id, stage, status: 'warning', title: 'The disk of the data folder is nearly full', evidence, mend }
  } catch (error) {
    const mend = [`Let the user that runs this server write ${folder} (SIGNPOST_DATA).`]
    const evidence = { folder, happened: messageOf(error) }
    return { id, stage, status: 'error', title: 'The data folder cannot be written', evidence, mend }
  }
}

/** By an object of its own, which does not stay. */
async function examineObjects(objects: ObjectStore, folder: string): Promise<Check> {
  const id = 'storage.objects'
  const prefix = `doctor-${newShortId(8)}`
  try {
    await objects.put(`${prefix}/probe`, Readable.from([written]), written.length)
    const read = await text(await objects.get(`${prefix}/probe`))
    if (read !== written) throw new Error('What was read is not what was written.')
    return { id, stage, status: 'ok', title: 'Files are kept, come back whole and can be removed', evidence: {} }
  } catch (error) {
    const mend = [`Let the user that runs this server write everything in ${path.join(folder, 'objects')}.`]
    const title = 'Files of runs cannot be kept'
    return { id, stage, status: 'error', title, evidence: { happened: messageOf(error) }, mend }
  } finally {
    await objects.removeAll(prefix).catch(() => undefined)
  }
}
