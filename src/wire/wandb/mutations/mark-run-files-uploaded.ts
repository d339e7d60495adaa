import type { Input, SchemaPart } from '../operation.ts'

/** Confirms an upload. Nothing is to be done: a file is known as soon as its bytes have arrived. */
export const markRunFilesUploaded: SchemaPart = {
  schema: `
    extend type Mutation { markRunFilesUploaded(input: MarkRunFilesUploadedInput!): MarkRunFilesUploadedPayload }
    input MarkRunFilesUploadedInput {
      entityName: String
      projectName: String
      runName: String!
      files: [String!]!
      clientMutationId: String
    }
    type MarkRunFilesUploadedPayload { success: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async markRunFilesUploaded(
        _,
        { input }: Input<{ entityName?: string; projectName?: string; runName: string }>,
        { principal, tracking },
      ) {
        const path = { entity: input.entityName ?? null, project: input.projectName ?? null, run: input.runName }
        await tracking.runs.get(principal, path, 'write')
        return { success: true, clientMutationId: input.clientMutationId }
      },
    },
  },
}
