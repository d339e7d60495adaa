import { AppError } from '../../../base/errors.ts'
import type { Input, SchemaPart } from '../operation.ts'
import { readRunFilter } from '../run-filters.ts'

interface MoveInput {
  sourceEntityName: string
  sourceProjectName: string
  destinationEntityName: string
  destinationProjectName: string
  filters: string
}

interface DeleteInput {
  entityName: string
  projectName: string
  filters: string
}

/** What is done with every run of a project that fits a filter. An empty filter, `{}`, means all of them and must be written. */
export const changeRuns: SchemaPart = {
  schema: `
    extend type Mutation {
      moveRuns(input: MoveRunsInput!): MoveRunsPayload
      deleteRuns(input: DeleteRunsInput!): DeleteRunsPayload
    }
    input MoveRunsInput {
      sourceEntityName: String!
      sourceProjectName: String!
      destinationEntityName: String!
      destinationProjectName: String!
      filters: JSONString!
      clientMutationId: String
    }
    input DeleteRunsInput {
      entityName: String!
      projectName: String!
      filters: JSONString!
      clientMutationId: String
    }
    type MoveRunsPayload { success: Boolean, runCount: Int, clientMutationId: String }
    type DeleteRunsPayload { success: Boolean, runCount: Int, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async moveRuns(_, { input }: Input<MoveInput>, { principal, tracking }) {
        const from = { entity: input.sourceEntityName, name: input.sourceProjectName }
        const to = { entity: input.destinationEntityName, name: input.destinationProjectName }
        const runCount = await tracking.runs.move(principal, from, to, await writtenFilter(input.filters))
        return { success: true, runCount, clientMutationId: input.clientMutationId }
      },

      async deleteRuns(_, { input }: Input<DeleteInput>, { principal, tracking }) {
        const from = { entity: input.entityName, name: input.projectName }
        const runCount = await tracking.runs.removeMany(principal, from, await writtenFilter(input.filters))
        return { success: true, runCount, clientMutationId: input.clientMutationId }
      },
    },
  },
}

/** Throws AppError `filter-malformed` for none: nobody shall lose all runs by leaving something out. */
async function writtenFilter(text: string) {
  const filter = await readRunFilter(text)
  if (filter) return filter
  throw new AppError('invalid', 'filter-malformed', 'Say which runs are meant: "{}" means all of them.')
}
