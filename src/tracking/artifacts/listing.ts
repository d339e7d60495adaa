import { sql } from 'kysely'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { ArtifactFilter, ArtifactOrder } from './artifact-filter.ts'
import { collectionColumns, versionColumns, whereArtifact } from './sql/artifact-filter.ts'
import { asCollection, asMembership, selectCollections, selectMembers } from './sql/select.ts'
import type { ArtifactCollection, ArtifactMembership, ArtifactType } from './types.ts'

export interface Page {
  /** How many elements were shown before. */
  skip?: number
  limit: number
}

export interface CollectionQuery {
  projectId: number
  /** Those of one type. */
  typeId?: number
  filter?: ArtifactFilter
  /** The newest first where it is absent. */
  order?: ArtifactOrder
}

export interface VersionQuery {
  filter?: ArtifactFilter
  /** The newest first where it is absent. */
  order?: ArtifactOrder
}

/** What a project has of artifacts. Asks for nobody's right: its caller holds the project, or the collection. */
export interface ArtifactListing {
  /** In the order in which they came about; `after` is the number of the last one of the page before. */
  types(projectId: number, page: { after?: number; limit: number }): Promise<ArtifactType[]>
  collections(query: CollectionQuery, page: Page): Promise<ArtifactCollection[]>
  countCollections(query: CollectionQuery): Promise<number>
  /** Committed versions, or, of a portfolio, what is linked to it. */
  versions(collection: ArtifactCollection, query: VersionQuery, page: Page): Promise<ArtifactMembership[]>
  countVersions(collection: ArtifactCollection, query: VersionQuery): Promise<number>
  /** Of all versions, in the order of their names. */
  aliasesOfCollection(collectionId: number, page: Page): Promise<{ alias: string; artifactId: number }[]>
}

export function createListing(db: AppDb): ArtifactListing {
  const matching = ({ projectId, typeId, filter }: CollectionQuery) => {
    let all = selectCollections(db).where('project.id', '=', projectId)
    if (typeId !== undefined) all = all.where('type.id', '=', typeId)
    return filter ? all.where((eb) => whereArtifact(eb, filter, collectionColumns)) : all
  }
  const members = ({ id }: ArtifactCollection, { filter }: VersionQuery) => {
    const all = selectMembers(db, { collectionId: id })
    return filter ? all.where((eb) => whereArtifact(eb, filter, versionColumns)) : all
  }
  const count = sql<number>`count(*)`.as('elements')

  return {
    async types(projectId, { after = 0, limit }) {
      const all = db.selectFrom('artifact_type').selectAll().where('project_id', '=', projectId).where('id', '>', after)
      return (await all.orderBy('id').limit(limit).execute()).map((row) => ({
        id: row.id,
        name: row.name,
        description: row.description,
        createdAt: row.created_at,
      }))
    },

    async collections(query, { skip = 0, limit }) {
      const { field, direction } = query.order ?? { field: 'id', direction: 'desc' }
      const ordered = matching(query).orderBy(sql.ref(collectionColumns.fields[field as 'id']!), direction)
      const rows = await ordered.orderBy('collection.id', direction).limit(limit).offset(skip).execute()
      return rows.map(asCollection)
    },

    async countCollections(query) {
      return Number((await matching(query).clearSelect().select(count).executeTakeFirstOrThrow()).elements)
    },

    async versions(collection, query, { skip = 0, limit }) {
      const { field, direction } = query.order ?? { field: 'version', direction: 'desc' }
      const ordered = members(collection, query).orderBy(sql.ref(versionColumns.fields[field]!), direction)
      const rows = await ordered.orderBy('member.member_version', direction).limit(limit).offset(skip).execute()
      return rows.map((row) => asMembership(row, collection))
    },

    async countVersions(collection, query) {
      return Number((await members(collection, query).clearSelect().select(count).executeTakeFirstOrThrow()).elements)
    },

    async aliasesOfCollection(collectionId, { skip = 0, limit }) {
      const all = db
        .selectFrom('artifact_alias')
        .select(['alias', 'artifact_id'])
        .where('collection_id', '=', collectionId)
      const rows = await all.orderBy('alias').limit(limit).offset(skip).execute()
      return rows.map(({ alias, artifact_id }) => ({ alias, artifactId: artifact_id }))
    },
  }
}
