import type { Artifact, ArtifactCollection, Run } from '../../../tracking/index.ts'
import { artifactId, artifactThingId } from '../ids.ts'
import type { Resolver, SchemaPart, WireContext } from '../operation.ts'
import { connection, pageSize, readCursor, wireTime, writeCursor } from '../present.ts'
import { manifestPlace } from '../storage/addresses.ts'

/** "As its collection has it", which is: kept until somebody deletes it. */
const inheritedTtl = -2

/** An artifact under a name: of its collection, so far the only one that it can be in. */
export const membershipOf = (artifact: Artifact) => ({ artifact })

const projectOf: Resolver<ArtifactCollection> = ({ entity, project }, _, { principal, tracking }) =>
  tracking.projects.get(principal, entity.name, project.name)

const aliasesOf = async (artifact: Artifact, { tracking }: WireContext) =>
  (await tracking.artifacts.aliases(artifact.id)).map((alias) => ({
    id: artifactThingId('ArtifactAlias', artifact.collection.id, alias),
    alias,
    artifact,
    artifactCollection: collectionNode(artifact.collection),
  }))

const runNodes = async (ids: number[], { principal, tracking }: WireContext) => {
  const places = await Promise.all(ids.map((id) => tracking.runs.placeOf(id)))
  const runs = places.map((place) => place && tracking.runs.find(principal, place).catch(() => null))
  return (await Promise.all(runs)).filter((run) => run !== null)
}

/** With the type that the client tells collections apart by. */
export const collectionNode = (collection: ArtifactCollection) => ({ __typename: 'ArtifactSequence', ...collection })

/** A version, the collection that it is of, and how it came about. */
export const artifactType: SchemaPart = {
  schema: `
    type Artifact {
      id: ID!
      state: ArtifactState!
      versionIndex: Int
      digest: String!
      digestAlgorithm: ArtifactDigestAlgorithm
      commitHash: String
      description: String
      metadata: JSONString
      ttlDurationSeconds: Int64!
      ttlIsInherited: Boolean!
      tags: [Tag!]!
      historyStep: Int64
      size: Int64!
      fileCount: Int64!
      createdAt: DateTime!
      updatedAt: DateTime
      artifactSequence: ArtifactSequence!
      artifactType: ArtifactType!
      aliases: [ArtifactAlias!]!
      artifactMemberships: ArtifactCollectionMembershipConnection!
      createdBy: ArtifactCreator
      usedBy: RunConnection!
      currentManifest: ArtifactManifest
    }
    enum ArtifactState { PENDING COMMITTED DELETED }
    enum ArtifactDigestAlgorithm { MANIFEST_MD5 MANIFEST_XXH128 }
    union ArtifactCreator = Run | User
    type Tag { id: ID!, name: String! }
    type TagConnection { edges: [TagEdge!]!, pageInfo: PageInfo! }
    type TagEdge { node: Tag, cursor: String! }
    type ArtifactAlias { id: ID!, alias: String!, artifact: Artifact!, artifactCollection: ArtifactCollection! }
    type ArtifactType { id: ID!, name: String!, description: String, createdAt: DateTime! }
    interface ArtifactCollection {
      id: ID!
      name: String!
      description: String
      createdAt: DateTime!
      updatedAt: DateTime
      project: Project!
      defaultArtifactType: ArtifactType!
      tags: TagConnection!
      artifactMembership(aliasName: String!): ArtifactCollectionMembership
    }
    type ArtifactSequence implements ArtifactCollection {
      id: ID!
      name: String!
      description: String
      createdAt: DateTime!
      updatedAt: DateTime
      project: Project!
      defaultArtifactType: ArtifactType!
      tags: TagConnection!
      artifactMembership(aliasName: String!): ArtifactCollectionMembership
      digestAlgorithm: ArtifactDigestAlgorithm
      latestArtifact: Artifact
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
    type ArtifactConnection { edges: [ArtifactEdge!]!, pageInfo: PageInfo!, totalCount: Int! }
    type ArtifactEdge { node: Artifact!, cursor: String! }
    type InputArtifactConnection { edges: [InputArtifactEdge!]!, pageInfo: PageInfo!, totalCount: Int! }
    type InputArtifactEdge { node: Artifact!, cursor: String! }
    type ArtifactManifest { id: ID!, file: ArtifactManifestFile }
    type ArtifactManifestFile { id: ID!, directUrl: String, uploadUrl: String, uploadHeaders: [String!] }
    extend type Run {
      inputArtifacts(first: Int, after: String): InputArtifactConnection!
      outputArtifacts(first: Int, after: String): ArtifactConnection!
    }
  `,
  resolvers: {
    Artifact: {
      id: ({ id }) => artifactId(id),
      versionIndex: ({ version }) => version,
      digestAlgorithm: () => 'MANIFEST_MD5',
      ttlDurationSeconds: () => inheritedTtl,
      ttlIsInherited: () => true,
      tags: () => [],
      size: ({ sizeBytes }) => sizeBytes,
      createdAt: ({ createdAt }) => wireTime(createdAt),
      updatedAt: ({ updatedAt }) => wireTime(updatedAt),
      artifactSequence: ({ collection }) => collectionNode(collection),
      artifactType: ({ collection }) => collection.type,
      aliases: (artifact, _, context) => aliasesOf(artifact, context),
      artifactMemberships: (artifact) =>
        connection([membershipOf(artifact)], (each) => writeCursor(each.artifact.id), false),
      async createdBy({ runId }, _, context) {
        const [run] = runId === null ? [] : await runNodes([runId], context)
        return run ? { __typename: 'Run', ...run } : null
      },
      async usedBy({ id }, _, context) {
        const runs = await runNodes(await context.tracking.artifacts.usersOf(id), context)
        return { ...connection(runs, (run) => writeCursor(run.id), false), totalCount: runs.length }
      },
      currentManifest: ({ id, state }, _, { addresses }) =>
        state !== 'COMMITTED'
          ? null
          : {
              id: artifactThingId('ArtifactManifest', id),
              file: {
                id: artifactThingId('ArtifactManifest', id),
                directUrl: addresses.sign('GET', manifestPlace(id)),
              },
            },
    } satisfies Record<string, Resolver<Artifact>>,
    ArtifactType: {
      id: ({ id }) => artifactThingId('ArtifactType', id),
      createdAt: ({ createdAt }) => wireTime(createdAt),
    },
    ArtifactSequence: {
      id: ({ id }) => artifactThingId('ArtifactCollection', id),
      createdAt: ({ createdAt }) => wireTime(createdAt),
      updatedAt: ({ updatedAt }) => wireTime(updatedAt),
      project: projectOf,
      defaultArtifactType: ({ type }) => type,
      tags: () => connection([], () => '', false),
      digestAlgorithm: () => 'MANIFEST_MD5',
      latestArtifact: ({ id }, _, { tracking }) => tracking.artifacts.latest(id),
      async artifactMembership({ project, name }, { aliasName }, { tracking }) {
        const artifact = await tracking.artifacts.byName(project.id, `${name}:${aliasName}`)
        return artifact && membershipOf(artifact)
      },
    } satisfies Record<string, Resolver<ArtifactCollection>>,
    ArtifactCollectionMembership: {
      id: ({ artifact }) => artifactThingId('ArtifactCollection', artifact.collection.id, artifact.id),
      versionIndex: ({ artifact }) => artifact.version,
      createdAt: ({ artifact }) => wireTime(artifact.createdAt),
      aliases: ({ artifact }, _, context) => aliasesOf(artifact, context),
      artifactCollection: ({ artifact }) => collectionNode(artifact.collection),
    } satisfies Record<string, Resolver<{ artifact: Artifact }>>,
    Run: {
      inputArtifacts: (run, page, context) => artifactsOf(run, 'input', page, context),
      outputArtifacts: (run, page, context) => artifactsOf(run, 'output', page, context),
    } satisfies Record<string, Resolver<Run>>,
  },
}

async function artifactsOf(
  run: Run,
  role: 'input' | 'output',
  { first, after }: { first?: number | null; after?: string | null },
  { tracking }: WireContext,
) {
  const limit = pageSize(first, 50, 1000)
  const page = { after: after ? readCursor(after, 1)[0] : undefined, limit: limit + 1 }
  const found = await tracking.artifacts.ofRun(run.id, role, page)
  const shown = found.slice(0, limit)
  return {
    ...connection(shown, ({ id }) => writeCursor(id), found.length > limit),
    totalCount: () => tracking.artifacts.countOfRun(run.id, role),
  }
}
