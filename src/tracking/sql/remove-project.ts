import type { AppDb } from '../../storage/sql/schema.ts'

/** No entity has this number: what belongs to it is seen by nobody. */
const nobody = 0

/** From now on nobody finds the project, and its name is free. */
export async function orphanProject(db: AppDb, id: number, at: number): Promise<void> {
  const change = { entity_id: nobody, name: `removed-${id}`, updated_at: at }
  await db.updateTable('project').set(change).where('id', '=', id).execute()
}

/** Those that were not removed to the end yet. */
export async function orphanProjects(db: AppDb): Promise<number[]> {
  const rows = await db.selectFrom('project').select('id').where('entity_id', '=', nobody).execute()
  return rows.map(({ id }) => id)
}

export async function someRunsOf(db: AppDb, projectId: number, limit: number): Promise<number[]> {
  const rows = await db.selectFrom('run').select('id').where('project_id', '=', projectId).limit(limit).execute()
  return rows.map(({ id }) => id)
}

export async function someVersionsOf(db: AppDb, projectId: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('artifact')
    .innerJoin('artifact_collection', 'artifact_collection.id', 'artifact.collection_id')
    .select('artifact.id')
    .where('artifact_collection.project_id', '=', projectId)
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Versions of artifacts with all that is said of them. Their bytes are forgotten elsewhere. */
export async function removeVersions(db: AppDb, ids: number[]): Promise<void> {
  const tables = ['artifact_entry', 'artifact_manifest', 'artifact_tag', 'artifact_run', 'artifact_link'] as const
  for (const table of tables) await db.deleteFrom(table).where('artifact_id', 'in', ids).execute()
  await db.deleteFrom('artifact_alias').where('artifact_id', 'in', ids).execute()
  await db.deleteFrom('artifact').where('id', 'in', ids).execute()
}

export const someBlobsOf = (db: AppDb, projectId: number, limit: number) =>
  db
    .selectFrom('artifact_blob')
    .select(['md5', 'object_key'])
    .where('project_id', '=', projectId)
    .limit(limit)
    .execute()

export async function removeBlobs(db: AppDb, projectId: number, md5s: string[]): Promise<void> {
  if (md5s.length > 0)
    await db.deleteFrom('artifact_blob').where('project_id', '=', projectId).where('md5', 'in', md5s).execute()
}

/** What is left when the project has neither runs nor versions, and then the project. */
export async function removeRest(db: AppDb, projectId: number): Promise<void> {
  const collections = db.selectFrom('artifact_collection').select('id').where('project_id', '=', projectId)
  const sweeps = db.selectFrom('sweep').select('id').where('project_id', '=', projectId)
  const views = db.selectFrom('view').select('id').where('project_id', '=', projectId)
  const keys = db.selectFrom('run_key').select('id').where('project_id', '=', projectId)
  await db.deleteFrom('artifact_link').where('collection_id', 'in', collections).execute()
  await db.deleteFrom('artifact_alias').where('collection_id', 'in', collections).execute()
  await db.deleteFrom('artifact_collection_tag').where('collection_id', 'in', collections).execute()
  await db.deleteFrom('sweep_run').where('sweep_id', 'in', sweeps).execute()
  await db.deleteFrom('sweep_agent').where('sweep_id', 'in', sweeps).execute()
  await db.deleteFrom('view_revision').where('view_id', 'in', views).execute()
  await db.deleteFrom('run_value').where('key_id', 'in', keys).execute()
  const ofProject = ['artifact_collection', 'artifact_type', 'sweep', 'view', 'project_member', 'run_key'] as const
  for (const table of ofProject) await db.deleteFrom(table).where('project_id', '=', projectId).execute()
  await db.deleteFrom('artifact_lifetime').where('scope', '=', 'project').where('scope_id', '=', projectId).execute()
  await db.deleteFrom('project').where('id', '=', projectId).execute()
}

/** Numbers of uploads in parts that were begun in a project. */
export async function uploadsOf(db: AppDb, projectId: number): Promise<number[]> {
  const rows = await db.selectFrom('artifact_upload').select('id').where('project_id', '=', projectId).execute()
  return rows.map(({ id }) => id)
}

export async function removeUpload(db: AppDb, id: number): Promise<void> {
  await db.deleteFrom('artifact_upload_part').where('upload_id', '=', id).execute()
  await db.deleteFrom('artifact_upload').where('id', '=', id).execute()
}
