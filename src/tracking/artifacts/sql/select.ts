import type { AppDb } from '../../../storage/sql/schema.ts'
import type { Artifact, ArtifactCollection } from '../types.ts'

export const selectCollections = (db: AppDb) =>
  db
    .selectFrom('artifact_collection as collection')
    .innerJoin('artifact_type as type', 'type.id', 'collection.type_id')
    .innerJoin('project', 'project.id', 'collection.project_id')
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .select([
      'collection.id as collection_id',
      'collection.name as collection_name',
      'collection.description as collection_description',
      'collection.created_at as collection_created_at',
      'collection.updated_at as collection_updated_at',
      'type.id as type_id',
      'type.name as type_name',
      'type.description as type_description',
      'type.created_at as type_created_at',
      'project.id as project_id',
      'project.name as project_name',
      'entity.id as entity_id',
      'entity.name as entity_name',
      'entity.kind as entity_kind',
    ])

type CollectionRow = Awaited<ReturnType<ReturnType<typeof selectCollections>['executeTakeFirstOrThrow']>>

export const asCollection = (row: CollectionRow): ArtifactCollection => ({
  id: row.collection_id,
  name: row.collection_name,
  description: row.collection_description,
  type: { id: row.type_id, name: row.type_name, description: row.type_description, createdAt: row.type_created_at },
  project: { id: row.project_id, name: row.project_name },
  entity: { id: row.entity_id, name: row.entity_name, kind: row.entity_kind },
  createdAt: row.collection_created_at,
  updatedAt: row.collection_updated_at,
})

export const selectArtifacts = (db: AppDb) =>
  selectCollections(db).innerJoin('artifact', 'artifact.collection_id', 'collection.id').selectAll('artifact')

type ArtifactRow = Awaited<ReturnType<ReturnType<typeof selectArtifacts>['executeTakeFirstOrThrow']>>

export const asArtifact = (row: ArtifactRow): Artifact => ({
  id: row.id,
  collection: asCollection(row),
  state: row.state,
  version: row.version,
  digest: row.digest,
  description: row.description,
  metadata: row.metadata,
  runId: row.run_id,
  userId: row.user_id,
  historyStep: row.history_step,
  sizeBytes: row.size_bytes,
  fileCount: row.file_count,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
