import type { ArtifactCollection, ArtifactMembership, Tracking } from '../../../tracking/index.ts'
import { artifactThingId } from '../ids.ts'
import type { Resolver, SchemaPart } from '../operation.ts'
import { connection, wireTime } from '../present.ts'
import { readsProjectOf } from '../readable-project.ts'

const typeNames = { SEQUENCE: 'ArtifactSequence', PORTFOLIO: 'ArtifactPortfolio' } as const

/** With the type that the client tells collections apart by. */
export const collectionNode = (collection: ArtifactCollection) => ({
  __typename: typeNames[collection.kind],
  ...collection,
})

/** A type of artifacts in a project; `of` says by what somebody came to it who may not see that project. */
export interface TypeNode {
  id: number
  projectId: number
  of?: ArtifactCollection
}

export const typeNode = (of: ArtifactCollection): TypeNode => ({ ...of.type, projectId: of.project.id, of })

export const tagNode = (name: string) => ({ __typename: 'Tag', id: artifactThingId('Tag', name), name })

/**
 * The names that a version has in one collection. In a portfolio its number there is one of them: older clients know no other way to learn
 * it, and none shows it as a name.
 */
export async function aliasNodes({ artifact, collection, version }: ArtifactMembership, { artifacts }: Tracking) {
  const named = await artifacts.aliases(artifact.id, collection.id)
  const aliases = collection.kind === 'PORTFOLIO' ? [...named, `v${version}`] : named
  return aliases.map((alias) => ({
    id: artifactThingId('ArtifactAlias', collection.id, alias),
    alias,
    artifact,
    artifactCollection: collectionNode(collection),
  }))
}

/** Null where somebody sees a version by a portfolio, and not the project that it was logged to. */
const projectOf: Resolver<ArtifactCollection> = ({ entity, project }, _, { principal, tracking }) =>
  tracking.projects.find(principal, entity.name, project.name).catch(() => null)

const collection: Record<string, Resolver<ArtifactCollection>> = {
  id: ({ id }) => artifactThingId('ArtifactCollection', id),
  createdAt: ({ createdAt }) => wireTime(createdAt),
  updatedAt: ({ updatedAt }) => wireTime(updatedAt),
  project: projectOf,
  defaultArtifactType: (of) => typeNode(of),
  async tags({ id }, _, { tracking }) {
    const tags = (await tracking.artifacts.tagsOfCollection(id)).map(tagNode)
    return connection(tags, ({ name }) => name, false)
  },
  latestArtifact: async (of, _, context) =>
    (await readsProjectOf(of, context)) ? context.tracking.artifacts.latest(of.id) : null,
  artifactMembership: async (of, { aliasName }, context) =>
    (await readsProjectOf(of, context))
      ? context.tracking.artifacts.membership(of.project.id, `${of.name}:${aliasName}`)
      : null,
}

const fields = `
      id: ID!
      name: String!
      description: String
      createdAt: DateTime!
      updatedAt: DateTime
      project: Project
      defaultArtifactType: ArtifactType!
      tags: TagConnection!
      artifactMembership(aliasName: String!): ArtifactCollectionMembership`

/** Where versions are: the collection that they are logged to, and portfolios that they are linked to. */
export const artifactCollectionType: SchemaPart = {
  schema: `
    type Tag { id: ID!, name: String!, tagCategoryName: String }
    type TagConnection { edges: [TagEdge!]!, pageInfo: PageInfo! }
    type TagEdge { node: Tag, cursor: String! }
    type ArtifactAlias { id: ID!, alias: String!, artifact: Artifact!, artifactCollection: ArtifactCollection! }
    interface ArtifactCollection {${fields}
    }
    type ArtifactSequence implements ArtifactCollection {${fields}
      digestAlgorithm: ArtifactDigestAlgorithm
      latestArtifact: Artifact
    }
    type ArtifactPortfolio implements ArtifactCollection {${fields}
    }
    type ArtifactCollectionMembership {
      id: ID!
      versionIndex: Int
      createdAt: DateTime!
      aliases: [ArtifactAlias!]!
      artifactCollection: ArtifactCollection!
      artifact: Artifact!
    }
    type ArtifactCollectionMembershipConnection { edges: [ArtifactCollectionMembershipEdge!]!, pageInfo: PageInfo! }
    type ArtifactCollectionMembershipEdge { node: ArtifactCollectionMembership, cursor: String! }
  `,
  resolvers: {
    ArtifactSequence: { ...collection, digestAlgorithm: () => 'MANIFEST_MD5' },
    ArtifactPortfolio: Object.fromEntries(Object.entries(collection).filter(([name]) => name !== 'latestArtifact')),
    ArtifactCollectionMembership: {
      id: ({ artifact, collection: { id } }) => artifactThingId('ArtifactCollection', id, artifact.id),
      versionIndex: ({ version }) => version,
      createdAt: ({ createdAt }) => wireTime(createdAt),
      aliases: (membership, _, { tracking }) => aliasNodes(membership, tracking),
      artifactCollection: (membership) => collectionNode(membership.collection),
    } satisfies Record<string, Resolver<ArtifactMembership>>,
  },
}
