import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { newShortId } from '../../base/ids.ts'
import { insertWithId } from '../../storage/sql/portable.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import { type Blobs, putWhole } from './blobs.ts'
import { type ArtifactFinding, artifactNotFound } from './finding.ts'
import type { ArtifactParts } from './parts.ts'

/** A part of a large file: its number, from 1, and the MD5 of its bytes, hex. */
export interface UploadPart {
  number: number
  md5: string
}

/** Large files come in parts, each an object of its own until all are there and are put together. */
export interface MultipartUploading {
  /** Throws nothing that its caller has not checked. The number of the upload. */
  beginParts(projectId: number, md5: string, parts: UploadPart[]): Promise<number>
  /** Throws `upload-not-found`, `upload-differs`. Twice at once is the same as once. */
  writePart(uploadId: number, number: number, body: Readable, length: number): Promise<{ md5: string }>
  /**
   * Makes the file of its parts; again, it is the same. Throws `upload-parts-missing` with their numbers, `upload-differs` where the whole is
   * not what was announced, `upload-joining` (to be asked again) where it takes long.
   */
  joinParts(principal: Principal, artifactId: number, uploadId: number, parts: UploadPart[]): Promise<{ md5: string }>
}

/** Milliseconds after which the client is told to ask again: its own patience for one request is 30 s. */
const patience = 20_000
const atOnce = 500
const named = 10

export function createMultipart(parts: ArtifactParts, finding: ArtifactFinding, blobs: Blobs): MultipartUploading {
  const { db, objects, clock } = parts
  const folderOf = (uploadId: number) => `artifacts/upload-${uploadId}`
  const partsOf = (uploadId: number) =>
    db.selectFrom('artifact_upload_part').selectAll().where('upload_id', '=', uploadId).orderBy('number').execute()
  const joining = new Map<number, Promise<void>>()

  async function join(uploadId: number, projectId: number, md5: string): Promise<void> {
    const rows = await partsOf(uploadId)
    const missing = rows.filter(({ object_key }) => object_key === null).map(({ number }) => number)
    if (rows.length === 0 || missing.length > 0) throw partsMissing(missing)
    const length = rows.reduce((sum, { size_bytes }) => sum + size_bytes!, 0)
    const bytes = async function* () {
      for (const { object_key } of rows) yield* await objects.get(object_key!)
    }
    await blobs.write(projectId, md5, Readable.from(bytes(), { objectMode: false }), length)
    await db.deleteFrom('artifact_upload_part').where('upload_id', '=', uploadId).execute()
    await objects.removeAll(folderOf(uploadId))
  }

  /** One at a time in this process; another that joins the same at the same moment keeps the same bytes, or finds them kept. */
  function joinOnce(uploadId: number, projectId: number, md5: string): Promise<void> {
    const begun =
      joining.get(uploadId) ??
      join(uploadId, projectId, md5)
        .catch(async (error) => {
          if (!(await blobs.find(projectId, md5))) throw error
        })
        .finally(() => joining.delete(uploadId))
    joining.set(uploadId, begun)
    return begun
  }

  return {
    async beginParts(project_id, md5, wanted) {
      const id = await insertWithId(db, 'artifact_upload', { project_id, md5, created_at: clock.now() })
      const rows = wanted.map(({ number, md5: own }) => ({
        upload_id: id,
        number,
        md5: own,
        object_key: null,
        size_bytes: null,
      }))
      await inTransaction(db, async (trx) => {
        for (let from = 0; from < rows.length; from += atOnce) {
          const some = rows.slice(from, from + atOnce)
          await trx.insertInto('artifact_upload_part').values(some).execute()
        }
      })
      return id
    },

    async writePart(uploadId, number, body, length) {
      const own = () =>
        db.selectFrom('artifact_upload_part').selectAll().where('upload_id', '=', uploadId).where('number', '=', number)
      const part = await own().executeTakeFirst()
      if (!part) throw uploadNotFound()
      const key = `${folderOf(uploadId)}/${number}-${newShortId(12)}`
      const { size } = await putWhole(parts, key, body, length, part.md5)
      const { numUpdatedRows } = await db
        .updateTable('artifact_upload_part')
        .set({ object_key: key, size_bytes: size })
        .where('upload_id', '=', uploadId)
        .where('number', '=', number)
        .where('object_key', 'is', null)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows === 0n) await objects.remove(key)
      return { md5: part.md5 }
    },

    async joinParts(principal, artifactId, uploadId, completed) {
      const { collection } = await finding.get(principal, artifactId, 'write')
      const upload = await db.selectFrom('artifact_upload').selectAll().where('id', '=', uploadId).executeTakeFirst()
      // Of another project nothing is told, not even that there is one.
      if (upload?.project_id !== collection.project.id) throw artifactNotFound()
      const { project_id, md5 } = upload
      if ((await blobs.promise(project_id, [md5])).has(md5)) return { md5 }
      requireSame(await partsOf(uploadId), completed)
      const joined = joinOnce(uploadId, project_id, md5).then(() => true)
      if (await Promise.race([joined, wait(patience, false, { ref: false })])) return { md5 }
      joined.catch(() => {})
      const later = 'The parts of this file are still being put together. Ask again.'
      throw new AppError('unavailable', 'upload-joining', later, { retryAfter: 5 })
    },
  }
}

/** Throws AppError `upload-parts-missing` where the client does not name the parts that were announced. */
function requireSame(announced: UploadPart[], completed: UploadPart[]): void {
  const given = new Map(completed.map(({ number, md5 }) => [number, md5.replaceAll('"', '').toLowerCase()]))
  const missing = announced.filter(({ number, md5 }) => given.get(number) !== md5).map(({ number }) => number)
  if (missing.length > 0) throw partsMissing(missing)
}

const partsMissing = (numbers: number[]) => {
  const more = numbers.length > named ? ` and ${numbers.length - named} more` : ''
  const which = numbers.length > 0 ? `part ${numbers.slice(0, named).join(', ')}${more}` : 'every part'
  return new AppError(
    'conflict',
    'upload-parts-missing',
    `The file cannot be put together: ${which} was not uploaded, or is not what was announced. Upload it again.`,
  )
}

const uploadNotFound = () =>
  new AppError('not-found', 'upload-not-found', 'There is no such upload here, or its file is complete already.')
