import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { ObjectStore } from './object-store.ts'

const keyShape = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Objects as files in one folder. A file is written beside its place, synced, and moved there. */
export function createDiskStore(folder: string): ObjectStore {
  const pathOf = (key: string) => {
    if (!keyShape.test(key))
      throw new AppError('invalid', 'object-key-malformed', 'An object key is malformed.', { facts: { key } })
    return path.join(folder, key)
  }

  return {
    async put(key, body, length) {
      const place = pathOf(key)
      const incoming = path.join(folder, 'incoming', randomUUID())
      await mkdir(path.dirname(incoming), { recursive: true })
      await mkdir(path.dirname(place), { recursive: true })
      const md5 = createHash('md5')
      let size = 0
      const file = await open(incoming, 'wx')
      try {
        for await (const piece of body) {
          md5.update(piece)
          size += piece.length
          await file.writeFile(piece)
        }
        if (length !== undefined && size !== length) {
          throw new AppError(
            'invalid',
            'upload-cut',
            `The upload has ${size} bytes where ${length} were announced. Send it again.`,
          )
        }
        await file.sync()
        await file.close()
        await rename(incoming, place)
      } catch (error) {
        await file.close()
        await rm(incoming, { force: true })
        throw error
      }
      return { size, md5: md5.digest('base64') }
    },

    async get(key, range) {
      const place = pathOf(key)
      await stat(place).catch((cause) => {
        throw isMissing(cause)
          ? new AppError('not-found', 'object-missing', 'The file is not in the store.', { facts: { key }, cause })
          : cause
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

    remove: (key) => rm(pathOf(key), { force: true }),
    removeAll: (prefix) => rm(pathOf(prefix), { recursive: true, force: true }),
  }
}
