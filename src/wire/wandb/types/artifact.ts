import type { Artifact, Run } from '../../../tracking/index.ts'
import { artifactId, artifactThingId } from '../ids.ts'
import type { Resolver, SchemaPart, WireContext } from '../operation.ts'
import { connection, pageSize, readCursor, wireTime, writeCursor } from '../present.ts'
import { readsProjectOf } from '../readable-project.ts'
import { manifestPlace } from '../storage/addresses.ts'
import { aliasNodes, collectionNode, tagNode, typeNode } from './artifact-collection.ts'

/** On the wire, of a version that is kept for ever. */
const forEver = -2

/** Names of a version in every collection of it that the principal may see. */
async function aliasesOf(artifact: Artifact, { principal, tracking }: WireContext) {
  const memberships = await tracking.artifacts.memberships(principal, artifact.id)
  const each = memberships.map((membership) => aliasNodes(membership, tracking))
  return (await Promise.all(each)).flat()
}

const runNodes = async (ids: number[], { principal, tracking }: WireContext) => {
  const places = await Promise.all(ids.map((id) => tracking.runs.placeOf(id)))
  const runs = places.map((place) => place && tracking.runs.find(principal, place).catch(() => null))
  return (await Promise.all(runs)).filter((run) => run !== null)
}

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
    type ArtifactType { id: ID!, name: String!, description: String, createdAt: DateTime! }
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
      // What it has come to: the client compares it.
      commitHash: ({ digest, state }) => (state === 'COMMITTED' ? digest : null),
      async ttlDurationSeconds(artifact, _, { tracking }) {
        return (await tracking.artifacts.lifetimeOf(artifact)) ?? forEver
      },
      ttlIsInherited: ({ ttlSeconds }) => ttlSeconds === null,
      tags: async ({ id }, _, { tracking }) => (await tracking.artifacts.tags(id)).map(tagNode),
      size: ({ sizeBytes }) => sizeBytes,
      createdAt: ({ createdAt }) => wireTime(createdAt),
      updatedAt: ({ updatedAt }) => wireTime(updatedAt),
      artifactSequence: ({ collection }) => collectionNode(collection),
      artifactType: ({ collection }) => typeNode(collection),
      aliases: (artifact, _, context) => aliasesOf(artifact, context),
      async artifactMemberships({ id }, _, { principal, tracking }) {
        const memberships = await tracking.artifacts.memberships(principal, id)
        return connection(memberships, ({ collection }) => writeCursor(collection.id), false)
      },
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
  context: WireContext,
) {
  const { principal, tracking } = context
  const limit = pageSize(first, 50, 1000)
  const page = { after: after ? readCursor(after, 1)[0] : undefined, limit: limit + 1 }
  const found = await tracking.artifacts.ofRun(run.id, role, page)
  const { edges, pageInfo } = connection(found.slice(0, limit), ({ id }) => writeCursor(id), found.length > limit)
  const isShown = async ({ node }: { node: Artifact }) =>
    (await readsProjectOf(node.collection, context)) ||
    tracking.artifacts.get(principal, node.id).then(
      () => true,
      () => false,
    )
  const shown = await Promise.all(edges.map(isShown))
  return {
    // A run may have used what not everybody sees who sees the run.
    edges: edges.filter((_, index) => shown[index]),
    pageInfo,
    totalCount: () => tracking.artifacts.countOfRun(run.id, role),
  }
}
