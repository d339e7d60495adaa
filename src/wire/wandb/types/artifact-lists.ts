import type { ArtifactCollection, Project } from '../../../tracking/index.ts'
import { readCollectionFilter, readCollectionOrder, readVersionFilter, readVersionOrder } from '../artifact-filters.ts'
import { artifactThingId, parseThingId } from '../ids.ts'
import type { Resolver, SchemaPart, WireContext } from '../operation.ts'
import { connection, pageSize, readCursor, writeCursor } from '../present.ts'
import { readsProjectOf } from '../readable-project.ts'
import { collectionNode, type TypeNode } from './artifact-collection.ts'

interface ListArguments {
  first?: number | null
  after?: string | null
  filters?: string | null
  order?: string | null
}

const pageOf = ({ first, after }: ListArguments) => ({
  limit: pageSize(first, 50, 1000),
  skip: after ? readCursor(after, 1)[0]! : 0,
})

/** Pages are counted: what is listed may be in any order. */
const paged = <Item>(found: Item[], { limit, skip }: { limit: number; skip: number }) => {
  const places = new Map(found.map((item, index) => [item, skip + index + 1]))
  return connection(found.slice(0, limit), (item) => writeCursor(places.get(item)!), found.length > limit)
}

const nothing = { ...connection([], () => '', false), totalCount: 0 }

async function collectionsOf(
  place: { projectId: number; typeId?: number },
  args: ListArguments,
  { tracking }: WireContext,
) {
  const query = { ...place, filter: readCollectionFilter(args.filters), order: readCollectionOrder(args.order) }
  const { limit, skip } = pageOf(args)
  const found = (await tracking.artifacts.collections(query, { skip, limit: limit + 1 })).map(collectionNode)
  return { ...paged(found, { limit, skip }), totalCount: () => tracking.artifacts.countCollections(query) }
}

const collection: Record<string, Resolver<ArtifactCollection>> = {
  state: (of) => ('isDeleted' in of ? 'DELETED' : 'READY'),
  async aliases(of, args: ListArguments, context) {
    const { id } = of
    const { limit, skip } = pageOf(args)
    const isReadable = await readsProjectOf(of, context)
    const page = { skip, limit: limit + 1 }
    const found = isReadable ? await context.tracking.artifacts.aliasesOfCollection(id, page) : []
    return paged(
      found.map(({ alias }) => ({ id: artifactThingId('ArtifactAlias', id, alias), alias })),
      { limit, skip },
    )
  },
  async artifacts(of, args: ListArguments, context) {
    const { tracking } = context
    if (!(await readsProjectOf(of, context))) return nothing
    const query = { filter: readVersionFilter(args.filters), order: readVersionOrder(args.order) }
    const { limit, skip } = pageOf(args)
    const found = await tracking.artifacts.versions(of, query, { skip, limit: limit + 1 })
    const page = paged(found, { limit, skip })
    const edges = page.edges.map(({ node, cursor }) => ({ node: node.artifact, cursor, version: `v${node.version}` }))
    return { ...page, edges, totalCount: () => tracking.artifacts.countVersions(of, query) }
  },
}

/** What a project has of artifacts, page by page. */
export const artifactLists: SchemaPart = {
  schema: `
    extend type Query { artifactCollection(id: ID!): ArtifactCollection }
    extend type Project {
      artifactTypes(first: Int, after: String, includeAll: Boolean): ArtifactTypeConnection!
      artifactCollections(
        first: Int
        after: String
        filters: JSONString
        order: String
      ): ArtifactCollectionConnection!
    }
    extend type ArtifactType {
      artifactCollections(
        first: Int
        after: String
        filters: JSONString
        order: String
      ): ArtifactCollectionConnection!
    }
    extend interface ArtifactCollection {
      state: String!
      aliases(first: Int, after: String): ArtifactAliasConnection!
      artifacts(first: Int, after: String, filters: JSONString, order: String): VersionedArtifactConnection!
    }
    extend type ArtifactSequence {
      state: String!
      aliases(first: Int, after: String): ArtifactAliasConnection!
      artifacts(first: Int, after: String, filters: JSONString, order: String): VersionedArtifactConnection!
    }
    extend type ArtifactPortfolio {
      state: String!
      aliases(first: Int, after: String): ArtifactAliasConnection!
      artifacts(first: Int, after: String, filters: JSONString, order: String): VersionedArtifactConnection!
    }
    type ArtifactTypeConnection { edges: [ArtifactTypeEdge!]!, pageInfo: PageInfo! }
    type ArtifactTypeEdge { node: ArtifactType, cursor: String! }
    type ArtifactCollectionConnection { edges: [ArtifactCollectionEdge!]!, pageInfo: PageInfo!, totalCount: Int! }
    type ArtifactCollectionEdge { node: ArtifactCollection, cursor: String! }
    type ArtifactAliasConnection { edges: [ArtifactAliasEdge!]!, pageInfo: PageInfo! }
    type ArtifactAliasEdge { node: ArtifactAlias, cursor: String! }
    type VersionedArtifactConnection { edges: [VersionedArtifactEdge!]!, pageInfo: PageInfo!, totalCount: Int! }
    type VersionedArtifactEdge { node: Artifact!, cursor: String!, version: String! }
  `,
  resolvers: {
    Query: {
      artifactCollection: async (_, { id }, { principal, tracking }) => {
        const collection = await tracking.artifacts.collectionById(principal, parseThingId('ArtifactCollection', id))
        return collectionNode(collection)
      },
    },
    Project: {
      async artifactTypes({ id }, args: ListArguments, { tracking }) {
        const limit = pageSize(args.first, 50, 1000)
        const after = args.after ? readCursor(args.after, 1)[0] : undefined
        const found = await tracking.artifacts.types(id, { after, limit: limit + 1 })
        const nodes = found.slice(0, limit).map((type) => ({ ...type, projectId: id }))
        return connection(nodes, (type) => writeCursor(type.id), found.length > limit)
      },
      artifactCollections: ({ id }, args, context) => collectionsOf({ projectId: id }, args, context),
    } satisfies Record<string, Resolver<Project>>,
    ArtifactType: {
      artifactCollections: async ({ id, projectId, of }, args, context) =>
        !of || (await readsProjectOf(of, context)) ? collectionsOf({ projectId, typeId: id }, args, context) : nothing,
    } satisfies Record<string, Resolver<TypeNode>>,
    ArtifactSequence: collection,
    ArtifactPortfolio: collection,
  },
}
