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
    for (const digest of some) if (!still.has(digest)) await removeBlob(md5Hex(digest))
  }

  async function isBeingLogged(): Promise<boolean> {
    const pending = await db
      .selectFrom('artifact')
      .innerJoin('artifact_collection', 'artifact_collection.id', 'artifact.collection_id')
      .select('artifact.id')
      .where('project_id', '=', collection.project.id)
      .where('state', '=', 'PENDING')
      .where('artifact.created_at', '>', clock.now() - patience)
      .executeTakeFirst()
    return pending !== undefined
  }

  async function stillUsed(some: string[]): Promise<Set<string>> {
    const used = await db
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

  async function removeBlob(md5: string): Promise<void> {
    const known = db.selectFrom('artifact_blob').select('object_key').where('project_id', '=', collection.project.id)
    const blob = await known.where('md5', '=', md5).executeTakeFirst()
    if (!blob) return
    await db
      .deleteFrom('artifact_blob')
      .where('project_id', '=', collection.project.id)
      .where('md5', '=', md5)
      .execute()
    await objects.remove(blob.object_key)
  }
}
