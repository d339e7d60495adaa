import { parseFileId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

/** Deletes files of runs by their ids. */
export const deleteFiles: SchemaPart = {
  schema: `
    extend type Mutation { deleteFiles(input: DeleteFilesInput!): DeleteFilesPayload }
    input DeleteFilesInput { files: [ID!]!, projectId: Int, clientMutationId: String }
    type DeleteFilesPayload { success: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async deleteFiles(_, { input }: Input<{ files: string[] }>, { principal, tracking }) {
        for (const { path, name } of input.files.map(parseFileId)) await tracking.files.remove(principal, path, [name])
        return { success: true, clientMutationId: input.clientMutationId }
      },
    },
  },
}
