import type { AppDb } from '../../storage/sql/schema.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import type { ArtifactParts } from './parts.ts'
import type { Artifact } from './types.ts'

type Parts = Pick<ArtifactParts, 'db' | 'objects'>

/** Forgets the files of a version that was deleted, and the bytes that no other version of the project has. */
export async function removeUnused(parts: Parts, { id, collection }: Artifact): Promise<void> {
  const { db, objects } = parts
  const own = db.selectFrom('artifact_entry').select('md5').distinct().where('artifact_id', '=', id)
  const md5s = (await own.where('md5', 'is not', null).execute()).map(({ md5 }) => md5!)
  for (const table of ['artifact_entry', 'artifact_manifest', 'artifact_tag', 'artifact_run'] as const)
    await db.deleteFrom(table).where('artifact_id', '=', id).execute()
  await objects.removeAll(`artifacts/${id}`)
  for (const md5 of md5s) await removeBlob(parts, collection.project.id, md5)
}

/** Whether it was removed. It stays where a version has it, or one that is being logged was told that it is here. */
export async function removeBlob({ db, objects }: Parts, projectId: number, md5: string): Promise<boolean> {
  // Most are shared, and need no transaction to stay.
  if (await isUsed(db, projectId, md5)) return false
  const known = db.selectFrom('artifact_blob').select(['object_key', 'promised_at']).where('project_id', '=', projectId)
  const blob = await known.where('md5', '=', md5).executeTakeFirst()
  if (!blob) return false
  const key = await inTransaction(db, async (trx) => {
    // Deleted first, before anything is read: whoever commits meanwhile waits for this, and then sees it gone, or has it kept.
    const own = trx.deleteFrom('artifact_blob').where('project_id', '=', projectId).where('md5', '=', md5)
    const { numDeletedRows } = await own.where('promised_at', '=', blob.promised_at).executeTakeFirstOrThrow()
    if (numDeletedRows === 0n || (await isPromised(trx, projectId, blob.promised_at))) throw new StillUsed()
    if (await isUsed(trx, projectId, md5)) throw new StillUsed()
    return blob.object_key
  }).catch((error) => {
    if (error instanceof StillUsed) return null
    throw error
  })
  if (key !== null) await objects.remove(key)
  return key !== null
}

/** What was sent, or said to be here, since a version was begun that is still being logged may be a file of that version. */
async function isPromised(db: AppDb, projectId: number, at: number): Promise<boolean> {
  const pending = db
    .selectFrom('artifact')
    .innerJoin('artifact_collection', 'artifact_collection.id', 'artifact.collection_id')
    .select('artifact.id')
    .where('project_id', '=', projectId)
    .where('state', '=', 'PENDING')
  return (await pending.where('artifact.created_at', '<=', at).executeTakeFirst()) !== undefined
}

async function isUsed(db: AppDb, projectId: number, md5: string): Promise<boolean> {
  const used = db
    .selectFrom('artifact_entry')
    .innerJoin('artifact', 'artifact.id', 'artifact_entry.artifact_id')
    .innerJoin('artifact_collection', 'artifact_collection.id', 'artifact.collection_id')
    .select('artifact.id')
    .where('artifact_entry.md5', '=', md5)
  return (await used.where('project_id', '=', projectId).executeTakeFirst()) !== undefined
}

/** Takes the deletion back. */
class StillUsed extends Error {}
