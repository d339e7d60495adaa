import type { AppDb } from '../../storage/sql/schema.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import { md5Hex } from './manifest.ts'
import type { ArtifactParts } from './parts.ts'
import type { Artifact } from './types.ts'

/** Milliseconds for which a version that was begun may rely on bytes that it was told are there. */
const patience = 24 * 3_600_000
const atOnce = 1000

/**
 * Forgets the files of a version that was deleted, and the bytes that no other version of the project has. While one is being logged, bytes
 * stay: it may have been told that they need not be sent; they are then kept for nothing.
 */
export async function removeUnused({ db, objects, clock }: ArtifactParts, { id, collection }: Artifact): Promise<void> {
  const rows = await db.selectFrom('artifact_entry').select(['digest', 'ref']).where('artifact_id', '=', id).execute()
  await db.deleteFrom('artifact_entry').where('artifact_id', '=', id).execute()
  await db.deleteFrom('artifact_manifest').where('artifact_id', '=', id).execute()
  await objects.removeAll(`artifacts/${id}`)
  if (await isBeingLogged()) return
  const digests = [...new Set(rows.filter(({ ref }) => ref === null).map(({ digest }) => digest))]
  for (let from = 0; from < digests.length; from += atOnce) {
    const some = digests.slice(from, from + atOnce)
    const still = await stillUsed(some)
    for (const digest of some) if (!still.has(digest)) await removeBlob(digest)
  }

  async function isBeingLogged(at: AppDb = db): Promise<boolean> {
    const pending = await at
      .selectFrom('artifact')
      .innerJoin('artifact_collection', 'artifact_collection.id', 'artifact.collection_id')
      .select('artifact.id')
      .where('project_id', '=', collection.project.id)
      .where('state', '=', 'PENDING')
      .where('artifact.created_at', '>', clock.now() - patience)
      .executeTakeFirst()
    return pending !== undefined
  }

  async function stillUsed(some: string[], at: AppDb = db): Promise<Set<string>> {
    const used = await at
      .selectFrom('artifact_entry')
      .innerJoin('artifact', 'artifact.id', 'artifact_entry.artifact_id')
      .innerJoin('artifact_collection', 'artifact_collection.id', 'artifact.collection_id')
      .select('artifact_entry.digest')
      .distinct()
      .where('project_id', '=', collection.project.id)
      .where('artifact_entry.digest', 'in', some)
      .execute()
    return new Set(used.map(({ digest }) => digest))
  }

  async function removeBlob(digest: string): Promise<void> {
    const md5 = md5Hex(digest)
    const key = await inTransaction(db, async (trx) => {
      const own = trx.deleteFrom('artifact_blob').where('project_id', '=', collection.project.id).where('md5', '=', md5)
      const known = trx.selectFrom('artifact_blob').select('object_key').where('project_id', '=', collection.project.id)
      const blob = await known.where('md5', '=', md5).executeTakeFirst()
      // Deleted first: whoever commits meanwhile waits for this, and then sees it gone, or keeps it.
      await own.execute()
      if (!blob || (await isBeingLogged(trx)) || (await stillUsed([digest], trx)).has(digest)) throw new StillUsed()
      return blob.object_key
    }).catch((error) => {
      if (error instanceof StillUsed) return null
      throw error
    })
    if (key !== null) await objects.remove(key)
  }
}

/** Takes the deletion back. */
class StillUsed extends Error {}
