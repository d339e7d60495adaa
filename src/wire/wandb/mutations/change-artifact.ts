import { AppError } from '../../../base/errors.ts'
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
  tagsToAdd?: unknown[] | null
  tagsToDelete?: unknown[] | null
  ttlDurationSeconds?: number | null
}
interface AliasesInput {
  artifactID: string
  aliases: NamedAlias[]
}
interface DeleteInput {
  artifactID: string
  deleteAliases?: boolean | null
}

const id = (input: { artifactID: string }) => parseThingId('Artifact', input.artifactID)
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
        refuseWhatIsNotHere(input)
        const artifact = await tracking.artifacts.change(principal, id(input), {
          description: input.description ?? undefined,
          metadata: input.metadata ?? undefined,
          aliases: input.aliases ? names(input.aliases) : undefined,
        })
        return { artifact, clientMutationId: input.clientMutationId }
      },

      async addAliases(_, { input }: Input<AliasesInput>, { principal, tracking }) {
        await tracking.artifacts.giveAliases(principal, id(input), names(input.aliases))
        return { success: true, clientMutationId: input.clientMutationId }
      },

      async deleteAliases(_, { input }: Input<AliasesInput>, { principal, tracking }) {
        await tracking.artifacts.takeAliases(principal, id(input), names(input.aliases))
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

/** Throws AppError `not-supported`: what is asked for and not done is said. */
export function refuseWhatIsNotHere({
  tagsToAdd,
  tagsToDelete,
  ttlDurationSeconds,
}: Pick<UpdateInput, 'tagsToAdd' | 'tagsToDelete' | 'ttlDurationSeconds'>): void {
  const what =
    tagsToAdd?.length || tagsToDelete?.length ? 'Tags' : (ttlDurationSeconds ?? 0) > 0 ? 'A time to live' : null
  if (what)
    throw new AppError('invalid', 'not-supported', `${what} of artifacts cannot be kept here yet; nothing was changed.`)
}
