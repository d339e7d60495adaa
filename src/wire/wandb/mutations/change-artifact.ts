import { type NamedTag, readTtl, tagNames } from '../artifact-inputs.ts'
import { parseThingId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

interface NamedAlias {
  alias: string
}
interface UpdateInput {
  artifactID: string
  description?: string | null
  metadata?: string | null
  aliases?: NamedAlias[] | null
  tagsToAdd?: NamedTag[] | null
  tagsToDelete?: NamedTag[] | null
  ttlDurationSeconds?: number | null
}
interface AliasesInput {
  artifactID: string
  aliases: CollectionAlias[]
}
interface CollectionAlias {
  entityName: string
  projectName: string
  artifactCollectionName: string
  alias: string
}
interface DeleteInput {
  artifactID: string
  deleteAliases?: boolean | null
}

const id = (input: { artifactID: string }) => parseThingId('Artifact', input.artifactID)
const placed = (aliases: CollectionAlias[]) =>
  aliases.map(({ entityName, projectName, artifactCollectionName, alias }) => ({
    entity: entityName,
    project: projectName,
    collection: artifactCollectionName,
    alias,
  }))
const names = (aliases: NamedAlias[]) => aliases.map(({ alias }) => alias)

/** Description, metadata and names of a version that is there, and its end. */
export const changeArtifact: SchemaPart = {
  schema: `
    extend type Mutation {
      updateArtifact(input: UpdateArtifactInput!): UpdateArtifactPayload
      addAliases(input: AddAliasesInput!): AliasesPayload
      deleteAliases(input: DeleteAliasesInput!): AliasesPayload
      deleteArtifact(input: DeleteArtifactInput!): DeleteArtifactPayload
    }
    input UpdateArtifactInput {
      artifactID: ID!
      description: String
      metadata: JSONString
      aliases: [ArtifactAliasInput!]
      labels: JSONString
      tagsToAdd: [TagInput!]
      tagsToDelete: [TagInput!]
      ttlDurationSeconds: Int64
      clientMutationId: String
    }
    type UpdateArtifactPayload { artifact: Artifact!, clientMutationId: String }
    input ArtifactCollectionAliasInput {
      entityName: String!
      projectName: String!
      artifactCollectionName: String!
      alias: String!
    }
    input AddAliasesInput { artifactID: ID!, aliases: [ArtifactCollectionAliasInput!]!, clientMutationId: String }
    input DeleteAliasesInput { artifactID: ID!, aliases: [ArtifactCollectionAliasInput!]!, clientMutationId: String }
    type AliasesPayload { success: Boolean!, clientMutationId: String }
    input DeleteArtifactInput { artifactID: ID!, deleteAliases: Boolean, clientMutationId: String }
    type DeleteArtifactPayload { artifact: Artifact!, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async updateArtifact(_, { input }: Input<UpdateInput>, { principal, tracking }) {
        const artifact = await tracking.artifacts.change(principal, id(input), {
          description: input.description ?? undefined,
          metadata: input.metadata ?? undefined,
          aliases: input.aliases ? names(input.aliases) : undefined,
          tagsToAdd: tagNames(input.tagsToAdd),
          tagsToDelete: tagNames(input.tagsToDelete),
          ttlSeconds: readTtl(input.ttlDurationSeconds),
        })
        return { artifact, clientMutationId: input.clientMutationId }
      },

      async addAliases(_, { input }: Input<AliasesInput>, { principal, tracking }) {
        await tracking.artifacts.giveAliases(principal, id(input), placed(input.aliases))
        return { success: true, clientMutationId: input.clientMutationId }
      },

      async deleteAliases(_, { input }: Input<AliasesInput>, { principal, tracking }) {
        await tracking.artifacts.takeAliases(principal, id(input), placed(input.aliases))
        return { success: true, clientMutationId: input.clientMutationId }
      },

      async deleteArtifact(_, { input }: Input<DeleteInput>, { principal, tracking }) {
        const withAliases = input.deleteAliases ?? false
        const artifact = await tracking.artifacts.remove(principal, id(input), { withAliases })
        return { artifact, clientMutationId: input.clientMutationId }
      },
    },
  },
}
