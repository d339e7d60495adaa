import { insertOrUpdate } from '../../storage/sql/portable.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { Artifact } from './types.ts'

/** Gives names to a version, which take them from another of its collection. */
export async function giveAliases(
  db: AppDb,
  artifact: Pick<Artifact, 'id'> & { collection: { id: number } },
  aliases: Iterable<string>,
  now: number,
): Promise<void> {
  for (const alias of aliases) {
    const row = { collection_id: artifact.collection.id, alias, artifact_id: artifact.id }
    await insertOrUpdate(db, 'artifact_alias', row, ['collection_id', 'alias'], { artifact_id: artifact.id })
  }
  const touched = { updated_at: now }
  await db.updateTable('artifact_collection').set(touched).where('id', '=', artifact.collection.id).execute()
}
