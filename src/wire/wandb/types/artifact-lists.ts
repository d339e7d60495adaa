import { AppError } from '../../../base/errors.ts'
import type { ArtifactCollection, Project } from '../../../tracking/index.ts'
import { artifactThingId, parseThingId } from '../ids.ts'
import type { Resolver, SchemaPart, WireContext } from '../operation.ts'
import { connection, pageSize, readCursor, writeCursor } from '../present.ts'
import { collectionNode } from './artifact.ts'

interface ListArguments {
  first?: number | null
  after?: string | null
  filters?: string | null
  order?: string | null
}

const pageOf = ({ first, after }: ListArguments) => ({
  limit: pageSize(first, 50, 1000),
  after: after ? readCursor(after, 1)[0] : undefined,
})

async function collectionsOf(
  query: { projectId: number; typeId?: number },
  args: ListArguments,
  { tracking }: WireContext,
) {
  refuseFilters(args.filters, {})
  if (args.order) throw unsupported(`order "${args.order}"`)
  const { limit, after } = pageOf(args)
  const found = await tracking.artifacts.collections(query, { after, limit: limit + 1 })
  return {
    ...connection(found.slice(0, limit).map(collectionNode), ({ id }) => writeCursor(id), found.length > limit),
    totalCount: () => tracking.artifacts.countCollections(query),
  }
}

/** What a project has of artifacts, page by page. */
export const artifactLists: SchemaPart = {
  schema: `
    extend type Query { artifactCollection(id: ID!): ArtifactCollection }
    extend type Project {
      artifactTypes(first: Int, after: String): ArtifactTypeConnection!
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
        const { limit, after } = pageOf(args)
        const found = await tracking.artifacts.types(id, { after, limit: limit + 1 })
        const nodes = found.slice(0, limit).map((type) => ({ ...type, projectId: id }))
        return connection(nodes, (type) => writeCursor(type.id), found.length > limit)
      },
      artifactCollections: ({ id }, args, context) => collectionsOf({ projectId: id }, args, context),
    } satisfies Record<string, Resolver<Project>>,
    ArtifactType: {
      artifactCollections: ({ id, projectId }, args, context) =>
        collectionsOf({ projectId, typeId: id }, args, context),
    } satisfies Record<string, Resolver<{ id: number; projectId: number }>>,
    ArtifactSequence: {
      state: () => 'READY',
      async aliases({ id, project }, args: ListArguments, { tracking }) {
        const { limit, after = 0 } = pageOf(args)
        const found = await tracking.artifacts.aliasesOfCollection(id, { after, limit: limit + 1 })
        const nodes = found.slice(0, limit).map(({ alias }, index) => ({
          id: artifactThingId('ArtifactAlias', id, alias),
          alias,
          index: after + index + 1,
          project,
        }))
        return connection(nodes, ({ index }) => writeCursor(index), found.length > limit)
      },
      async artifacts({ id }, args: ListArguments, { tracking }) {
        refuseFilters(args.filters, { state: 'COMMITTED' })
        const { limit, after } = pageOf(args)
        const found = await tracking.artifacts.versions(id, { after, limit: limit + 1, order: orderOf(args.order) })
        const page = connection(found.slice(0, limit), ({ version }) => writeCursor(version!), found.length > limit)
        const edges = page.edges.map((edge) => ({ ...edge, version: `v${edge.node.version}` }))
        return { ...page, edges, totalCount: () => tracking.artifacts.countVersions(id) }
      },
    } satisfies Record<string, Resolver<ArtifactCollection>>,
  },
}

/** Versions are numbered as they are made. */
function orderOf(order: string | null | undefined): 'asc' | 'desc' {
  if (!order) return 'desc'
  const [, sign, key] = /^([+-]?)(createdAt|created_at|versionIndex|version_index)$/.exec(order) ?? []
  if (!key) throw unsupported(`order "${order}"`)
  return sign === '-' ? 'desc' : 'asc'
}

/** Throws AppError `not-supported`. */
function refuseFilters(filters: string | null | undefined, known: Record<string, unknown>): void {
  const asked = Object.entries((filters ? JSON.parse(filters) : {}) ?? {})
  const other = asked.find(([name, value]) => known[name] !== value)
  if (other) throw unsupported(`filter "${other[0]}"`)
}

const unsupported = (what: string) =>
  new AppError('invalid', 'not-supported', `Artifacts cannot be listed by the ${what.slice(0, 200)} here yet.`)
