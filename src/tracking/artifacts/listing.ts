import type { AppDb } from '../../storage/sql/schema.ts'
import { asArtifact, asCollection, selectArtifacts, selectCollections } from './sql/select.ts'
import type { Artifact, ArtifactCollection, ArtifactType } from './types.ts'

export interface Page {
  /** The number of the last thing of the page before. */
  after?: number
  limit: number
}

export interface CollectionQuery {
  projectId: number
  /** Those of one type. */
  typeId?: number
}

/** What a project has of artifacts. Asks for nobody's right: its caller holds the project, or the collection. */
export interface ArtifactListing {
  /** In the order in which they came about. */
  types(projectId: number, page: Page): Promise<ArtifactType[]>
  /** The newest collection first. */
  collections(query: CollectionQuery, page: Page): Promise<ArtifactCollection[]>
  countCollections(query: CollectionQuery): Promise<number>
  /** Committed versions by their number, the newest first unless `order` is `asc`; `after` is a version. */
  versions(collectionId: number, page: Page & { order?: 'asc' | 'desc' }): Promise<Artifact[]>
  countVersions(collectionId: number): Promise<number>
  /** Of all versions, in the order of their names; `after` skips so many. */
  aliasesOfCollection(collectionId: number, page: Page): Promise<{ alias: string; artifactId: number }[]>
}

export function createListing(db: AppDb): ArtifactListing {
  const matching = ({ projectId, typeId }: CollectionQuery) => {
    const all = selectCollections(db).where('project.id', '=', projectId)
    return typeId === undefined ? all : all.where('type.id', '=', typeId)
  }
  const committed = (collectionId: number) =>
    selectArtifacts(db).where('collection.id', '=', collectionId).where('artifact.state', '=', 'COMMITTED')

  return {
    async types(projectId, { after = 0, limit }) {
      const rows = db
        .selectFrom('artifact_type')
        .selectAll()
        .where('project_id', '=', projectId)
        .where('id', '>', after)
      return (await rows.orderBy('id').limit(limit).execute()).map((row) => ({
        id: row.id,
        name: row.name,
        description: row.description,
        createdAt: row.created_at,
      }))
    },

    async collections(query, { after, limit }) {
      const all = matching(query).orderBy('collection.id', 'desc').limit(limit)
      const rows = await (after === undefined ? all : all.where('collection.id', '<', after)).execute()
      return rows.map(asCollection)
    },

    async countCollections(query) {
      const counted = matching(query)
        .clearSelect()
        .select(({ fn }) => fn.countAll<number>().as('collections'))
      return Number((await counted.executeTakeFirstOrThrow()).collections)
    },

    async versions(collectionId, { after, limit, order = 'desc' }) {
      const all = committed(collectionId).orderBy('artifact.version', order).limit(limit)
      const beyond = order === 'asc' ? '>' : '<'
      const rows = await (after === undefined ? all : all.where('artifact.version', beyond, after)).execute()
      return rows.map(asArtifact)
    },

    async countVersions(collectionId) {
      const counted = committed(collectionId)
        .clearSelect()
        .select(({ fn }) => fn.countAll<number>().as('versions'))
      return Number((await counted.executeTakeFirstOrThrow()).versions)
    },

    async aliasesOfCollection(collectionId, { after = 0, limit }) {
      const all = db
        .selectFrom('artifact_alias')
        .select(['alias', 'artifact_id'])
        .where('collection_id', '=', collectionId)
      const rows = await all.orderBy('alias').limit(limit).offset(after).execute()
      return rows.map(({ alias, artifact_id }) => ({ alias, artifactId: artifact_id }))
    },
  }
}
