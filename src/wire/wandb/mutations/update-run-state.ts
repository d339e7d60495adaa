import { parseRunId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

/** Says by hand which state a run is in. */
export const updateRunState: SchemaPart = {
  schema: `
    extend type Mutation { updateRunState(input: UpdateRunStateInput!): UpdateRunStatePayload }
    input UpdateRunStateInput { id: ID!, state: String!, clientMutationId: String }
    type UpdateRunStatePayload { success: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async updateRunState(_, { input }: Input<{ id: string; state: string }>, { principal, tracking }) {
        await tracking.runs.update(principal, parseRunId(input.id), { state: input.state })
        return { success: true, clientMutationId: input.clientMutationId }
      },
    },
  },
}
