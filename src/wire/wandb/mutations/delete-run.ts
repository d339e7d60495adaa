import { parseRunId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

/** Deletes a run with everything it logged and uploaded. */
export const deleteRun: SchemaPart = {
  schema: `
    extend type Mutation { deleteRun(input: DeleteRunInput!): DeleteRunPayload }
    input DeleteRunInput { id: ID!, deleteArtifacts: Boolean, clientMutationId: String }
    type DeleteRunPayload { success: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async deleteRun(_, { input }: Input<{ id: string }>, { principal, tracking }) {
        await tracking.runs.remove(principal, parseRunId(input.id))
        return { success: true, clientMutationId: input.clientMutationId }
      },
    },
  },
}
