import type { Readable } from 'node:stream'
import { AppError } from '../../base/errors.ts'
import { newShortId } from '../../base/ids.ts'
import { insertIfAbsent } from '../../storage/sql/portable.ts'
import type { ArtifactParts } from './parts.ts'

/** The bytes of a project's artifacts, each kept once by their MD5 (hex). */
export interface Blobs {
  find(projectId: number, md5: string): Promise<{ key: string; sizeBytes: number } | null>
  /** Which of these are here. From now on they stay for as long as a version is being logged that was begun by now. */
  promise(projectId: number, md5s: string[]): Promise<Set<string>>
  /** Takes bytes whose MD5 is `md5`, whole or not at all; bytes that are there already are taken again and left. Throws `upload-differs`. */
  write(projectId: number, md5: string, body: Readable, length: number): Promise<void>
}

/** Parameters of one statement: SQLite takes 32766. */
const atOnce = 1000

export function createBlobs(parts: Pick<ArtifactParts, 'db' | 'objects' | 'clock' | 'maxFileBytes'>): Blobs {
  const { db, objects, clock } = parts
  const touch = (projectId: number, md5s: string[]) =>
    db
      .updateTable('artifact_blob')
      .set({ promised_at: clock.now() })
      .where('project_id', '=', projectId)
      .where('md5', 'in', md5s)
      .execute()

  return {
    async find(projectId, md5) {
      const blobs = db.selectFrom('artifact_blob').select(['object_key', 'size_bytes'])
      const row = await blobs.where('project_id', '=', projectId).where('md5', '=', md5).executeTakeFirst()
      return row ? { key: row.object_key, sizeBytes: row.size_bytes } : null
    },

    async promise(projectId, md5s) {
      const here = new Set<string>()
      for (let from = 0; from < md5s.length; from += atOnce) {
        const some = md5s.slice(from, from + atOnce)
        const blobs = db.selectFrom('artifact_blob').select('md5').where('project_id', '=', projectId)
        const stored = (await blobs.where('md5', 'in', some).execute()).map(({ md5 }) => md5)
        if (stored.length === 0) continue
        // Touched, then read again: what is being removed meanwhile is gone by then, and not promised.
        await touch(projectId, stored)
        for (const { md5 } of await blobs.where('md5', 'in', stored).execute()) here.add(md5)
      }
      return here
    },

    async write(projectId, md5, body, length) {
      const key = `artifacts/blobs-${projectId}/${newShortId(20)}`
      const { size } = await putWhole(parts, key, body, length, md5)
      const now = clock.now()
      const row = { project_id: projectId, md5, object_key: key, size_bytes: size, created_at: now, promised_at: now }
      if (await insertIfAbsent(db, 'artifact_blob', row)) return
      await touch(projectId, [md5])
      await objects.remove(key)
    },
  }
}

/** Keeps an object whose MD5 is `md5` (hex; null where nothing was announced), or nothing. Throws `upload-differs`, `file-too-large`. */
export async function putWhole(
  { objects, maxFileBytes }: Pick<ArtifactParts, 'objects' | 'maxFileBytes'>,
  key: string,
  body: Readable,
  length: number,
  md5: string | null,
) {
  if (length > maxFileBytes) throw tooLarge(maxFileBytes)
  return objects.put(key, body, length, md5 === null ? undefined : Buffer.from(md5, 'hex').toString('base64'))
}

export const tooLarge = (limit: number) =>
  new AppError('too-large', 'file-too-large', `A file of an artifact may have ${limit} bytes here, and this has more.`)
