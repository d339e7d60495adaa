import { normalFileName } from '../../../tracking/index.ts'
import type { Input, SchemaPart } from '../operation.ts'
import { runFilePlace } from '../storage/addresses.ts'

interface CreateRunFilesInput {
  entityName?: string | null
  projectName?: string | null
  runName: string
  files: string[]
}

/**
 * Addresses for files that a run is about to upload, as many and under the same names as were asked for. A file is there for readers once
 * its bytes are.
 */
export const createRunFiles: SchemaPart = {
  schema: `
    extend type Mutation { createRunFiles(input: CreateRunFilesInput!): CreateRunFilesPayload }
    input CreateRunFilesInput {
      entityName: String
      projectName: String
      runName: String!
      files: [String!]!
      clientMutationId: String
    }
    type CreateRunFilesPayload {
      runID: ID!
      uploadHeaders: [String!]!
      files: [RunFileUpload!]!
      clientMutationId: String
    }
    type RunFileUpload { name: String!, uploadUrl: String }
  `,
  resolvers: {
    Mutation: {
      async createRunFiles(_, { input }: Input<CreateRunFilesInput>, { principal, tracking, addresses }) {
        const path = { entity: input.entityName ?? null, project: input.projectName ?? null, run: input.runName }
        const run = await tracking.runs.get(principal, path, 'write')
        const files = input.files.map((name) => ({
          name,
          uploadUrl: addresses.sign('PUT', runFilePlace(run.id, normalFileName(name))),
        }))
        return { runID: run.name, uploadHeaders: [], files, clientMutationId: input.clientMutationId }
      },
    },
  },
}
