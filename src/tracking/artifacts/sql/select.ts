import type { AppDb } from '../../../storage/sql/schema.ts'
import type { Artifact, ArtifactCollection, ArtifactMembership } from '../types.ts'

export const selectCollections = (db: AppDb) =>
  db
    .selectFrom('artifact_collection as collection')
    .innerJoin('artifact_type as type', 'type.id', 'collection.type_id')
    .innerJoin('project', 'project.id', 'collection.project_id')
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .select([
      'collection.id as collection_id',
      'collection.kind as collection_kind',
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
  kind: row.collection_kind,
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
  ttlSeconds: row.ttl_seconds,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** Committed versions with the collections that they are in: of one collection, or of one version. */
export function selectMembers(db: AppDb, of: { collectionId: number } | { artifactId: number }) {
  const logged = db
    .selectFrom('artifact')
    .select((eb) => [
      'id as member_id',
      'collection_id as member_of',
      eb.ref('version').$notNull().as('member_version'),
    ])
    .select('created_at as member_since')
    .where('state', '=', 'COMMITTED')
  const linked = db
    .selectFrom('artifact_link')
    .select(['artifact_id as member_id', 'collection_id as member_of', 'version as member_version'])
    .select('created_at as member_since')
  const members =
    'collectionId' in of
      ? logged
          .where('collection_id', '=', of.collectionId)
          .unionAll(linked.where('collection_id', '=', of.collectionId))
      : logged.where('id', '=', of.artifactId).unionAll(linked.where('artifact_id', '=', of.artifactId))
  return selectArtifacts(db)
    .innerJoin(members.as('member'), 'member.member_id', 'artifact.id')
    .select(['member.member_of', 'member.member_version', 'member.member_since'])
    .where('artifact.state', '=', 'COMMITTED')
}

type MemberRow = Awaited<ReturnType<ReturnType<typeof selectMembers>['executeTakeFirstOrThrow']>>

export const asMembership = (row: MemberRow, collection: ArtifactCollection): ArtifactMembership => ({
  artifact: asArtifact(row),
  collection,
  version: row.member_version,
  createdAt: row.member_since,
})
