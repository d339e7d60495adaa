import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { checkedKey, objectMissing } from './keys.ts'
import { measured } from './measured.ts'
import type { ListedObject, ObjectStore } from './object-store.ts'

/** Uploads that are under way; no key is below it. */
const incomingFolder = 'incoming'

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Objects as files in one folder. A file is written beside its place, synced, and moved there. */
export function createDiskStore(folder: string): ObjectStore {
  const pathOf = (key: string) => path.join(folder, checkedKey(key))

  return {
    async put(key, body, length, md5) {
      const place = pathOf(key)
      const incoming = path.join(folder, incomingFolder, randomUUID())
      await mkdir(path.dirname(incoming), { recursive: true })
      await mkdir(path.dirname(place), { recursive: true })
      const { pieces, result } = measured(body, length, md5)
      const file = await open(incoming, 'wx')
      try {
        for await (const piece of pieces) await file.writeFile(piece)
        await file.sync()
        await file.close()
        await rename(incoming, place)
      } catch (error) {
        await file.close()
        await rm(incoming, { force: true })
        throw error
      }
      return result
    },

    async get(key, range) {
      const place = pathOf(key)
      await stat(place).catch((cause) => {
        throw isMissing(cause) ? objectMissing(key, cause) : cause
      })
      return createReadStream(place, range)
    },

    async stat(key) {
      try {
        return { size: (await stat(pathOf(key))).size }
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },

    list: (prefix) => filesBelow(folder, prefix === undefined ? '' : `${checkedKey(prefix)}/`),
    remove: (key) => rm(pathOf(key), { force: true }),
    removeAll: (prefix) => rm(pathOf(prefix), { recursive: true, force: true }),
    directUrl: async () => null,
  }
}

/** What goes while it is listed is left out. */
async function* filesBelow(folder: string, prefix: string): AsyncGenerator<ListedObject> {
  const entries = await opendir(path.join(folder, prefix)).catch((error) => {
    if (isMissing(error)) return []
    throw error
  })
  for await (const entry of entries) {
    const key = prefix + entry.name
    if (entry.isDirectory()) {
      if (key !== incomingFolder) yield* filesBelow(folder, `${key}/`)
      continue
    }
    const found = await stat(path.join(folder, key)).catch(() => null)
    if (found) yield { key, size: found.size }
  }
}
