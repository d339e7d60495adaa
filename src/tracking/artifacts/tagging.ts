import { insertIfAbsent } from '../../storage/sql/portable.ts'
import type { AppDb } from '../../storage/sql/schema.ts'

export async function giveTags(db: AppDb, artifactId: number, tags: Iterable<string>): Promise<void> {
  for (const name of tags) await insertIfAbsent(db, 'artifact_tag', { artifact_id: artifactId, name })
}

export async function takeTags(db: AppDb, artifactId: number, tags: string[]): Promise<void> {
  if (tags.length === 0) return
  await db.deleteFrom('artifact_tag').where('artifact_id', '=', artifactId).where('name', 'in', tags).execute()
}
