import { parseRunId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

interface DeleteInput {
  id: string
  deleteArtifacts?: boolean | null
}

/** Deletes a run with everything it logged and uploaded; versions of artifacts that it was the first to log stay unless it is asked for. */
export const deleteRun: SchemaPart = {
  schema: `
    extend type Mutation { deleteRun(input: DeleteRunInput!): DeleteRunPayload }
    input DeleteRunInput { id: ID!, deleteArtifacts: Boolean, clientMutationId: String }
    type DeleteRunPayload { success: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async deleteRun(_, { input }: Input<DeleteInput>, { principal, tracking }) {
        if (input.deleteArtifacts) await tracking.artifacts.removeOfRun(principal, parseRunId(input.id))
        await tracking.runs.remove(principal, parseRunId(input.id))
        return { success: true, clientMutationId: input.clientMutationId }
      },
    },
  },
}
