import { type NamedTag, readTtl, tagNames } from '../artifact-inputs.ts'
import type { Input, SchemaPart } from '../operation.ts'

interface CreateArtifactInput {
  entityName: string
  projectName: string
  artifactTypeName: string
  artifactCollectionName?: string | null
  artifactCollectionNames?: string[] | null
  runName?: string | null
  digest: string
  description?: string | null
  aliases?: { artifactCollectionName: string; alias: string }[] | null
  metadata?: string | null
  historyStep?: number | null
  enableDigestDeduplication?: boolean | null
  distributedID?: string | null
  tags?: NamedTag[] | null
  ttlDurationSeconds?: number | null
  clientID?: string | null
}

/** Begins a version. What has the digest of one that is there already is that one, where the client says that it would do. */
export const createArtifact: SchemaPart = {
  schema: `
    extend type Mutation { createArtifact(input: CreateArtifactInput!): CreateArtifactPayload }
    input CreateArtifactInput {
      entityName: String!
      projectName: String!
      artifactTypeName: String!
      artifactCollectionName: String
      artifactCollectionNames: [String!]
      runName: String
      digest: String!
      digestAlgorithm: ArtifactDigestAlgorithm
      description: String
      aliases: [ArtifactAliasInput!]
      tags: [TagInput!]
      metadata: JSONString
      ttlDurationSeconds: Int64
      historyStep: Int64
      enableDigestDeduplication: Boolean
      distributedID: String
      clientID: ID
      sequenceClientID: ID
      storageRegion: String
      labels: JSONString
      clientMutationId: String
    }
    input ArtifactAliasInput { artifactCollectionName: String!, alias: String! }
    input TagInput { tagName: String!, tagCategoryName: String, attributes: JSONString }
    type CreateArtifactPayload { artifact: Artifact!, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async createArtifact(_, { input }: Input<CreateArtifactInput>, { principal, tracking }) {
        const place = { entity: input.entityName, project: input.projectName }
        const artifact = await tracking.artifacts.create(principal, place, {
          type: input.artifactTypeName,
          collection: input.artifactCollectionName ?? input.artifactCollectionNames?.[0] ?? '',
          run: input.runName ?? null,
          digest: input.digest,
          description: input.description ?? null,
          metadata: input.metadata ?? null,
          aliases: (input.aliases ?? []).map(({ alias }) => alias),
          tags: tagNames(input.tags),
          ttlSeconds: readTtl(input.ttlDurationSeconds) ?? null,
          historyStep: input.historyStep ?? null,
          deduplicates: input.enableDigestDeduplication ?? false,
          clientId: input.clientID ?? null,
          distributedId: input.distributedID ?? null,
        })
        return { artifact, clientMutationId: input.clientMutationId }
      },
    },
  },
}
