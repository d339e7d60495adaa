import { parseProjectId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

/** Deletes a project (`model` is the wire's older word) with everything in it. */
export const deleteModel: SchemaPart = {
  schema: `
    extend type Mutation { deleteModel(input: DeleteModelInput!): DeleteModelPayload }
    input DeleteModelInput { id: String!, clientMutationId: String }
    type DeleteModelPayload { success: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async deleteModel(_, { input }: Input<{ id: string }>, { principal, tracking }) {
        const { entity, project } = parseProjectId(input.id)
        await tracking.projects.remove(principal, entity, project)
        return { success: true, clientMutationId: input.clientMutationId }
      },
    },
  },
}
