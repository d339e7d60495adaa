import { parseThingId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

/** Makes a version of what was uploaded. What is missing is refused by name. */
export const commitArtifact: SchemaPart = {
  schema: `
    extend type Mutation { commitArtifact(input: CommitArtifactInput!): CommitArtifactPayload }
    input CommitArtifactInput { artifactID: ID!, clientMutationId: String }
    type CommitArtifactPayload { artifact: Artifact!, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async commitArtifact(_, { input }: Input<{ artifactID: string }>, { principal, tracking }) {
        const artifact = await tracking.artifacts.commit(principal, parseThingId('Artifact', input.artifactID))
        return { artifact, clientMutationId: input.clientMutationId }
      },
    },
  },
}
