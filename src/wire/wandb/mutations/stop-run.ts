import { parseRunId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

/** Asks a run's process to end. It learns of it with the answer to its next stream request. */
export const stopRun: SchemaPart = {
  schema: `
    extend type Mutation { stopRun(input: StopRunInput!): StopRunPayload }
    input StopRunInput { id: ID!, clientMutationId: String }
    type StopRunPayload { success: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async stopRun(_, { input }: Input<{ id: string }>, { principal, tracking }) {
        await tracking.runs.requestStop(principal, parseRunId(input.id))
        return { success: true, clientMutationId: input.clientMutationId }
      },
    },
  },
}
