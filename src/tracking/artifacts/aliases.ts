import { insertOrUpdate } from '../../storage/sql/portable.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { ArtifactFinding } from './finding.ts'

/** Gives names to a version in a collection, which take them from another there. */
export async function giveAliases(
  db: AppDb,
  collectionId: number,
  artifactId: number,
  aliases: Iterable<string>,
  now: number,
): Promise<void> {
  for (const alias of aliases) {
    const row = { collection_id: collectionId, alias, artifact_id: artifactId }
    await insertOrUpdate(db, 'artifact_alias', row, ['collection_id', 'alias'], { artifact_id: artifactId })
  }
  await db.updateTable('artifact_collection').set({ updated_at: now }).where('id', '=', collectionId).execute()
}

export async function takeAliases(
  db: AppDb,
  collectionId: number,
  artifactId: number,
  aliases: string[],
): Promise<void> {
  if (aliases.length === 0) return
  const own = db.deleteFrom('artifact_alias').where('collection_id', '=', collectionId)
  await own.where('artifact_id', '=', artifactId).where('alias', 'in', aliases).execute()
}

/** Where `latest` went with what had it, the newest one that is left is what people mean from now on. */
export async function mendLatest(
  db: AppDb,
  finding: ArtifactFinding,
  collectionId: number,
  now: number,
): Promise<void> {
  const named = db.selectFrom('artifact_alias').select('artifact_id').where('collection_id', '=', collectionId)
  if (await named.where('alias', '=', 'latest').executeTakeFirst()) return
  const newest = await finding.latest(collectionId)
  if (newest) await giveAliases(db, collectionId, newest.id, ['latest'], now)
}
