import type { Input, SchemaPart } from '../operation.ts'

interface RenameInput {
  entityName: string
  oldProjectName: string
  newProjectName: string
}

export const renameProject: SchemaPart = {
  schema: `
    extend type Mutation { renameProject(input: RenameProjectInput!): RenameProjectPayload }
    input RenameProjectInput {
      entityName: String!
      oldProjectName: String!
      newProjectName: String!
      clientMutationId: String
    }
    type RenameProjectPayload { project: Project, inserted: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async renameProject(_, { input }: Input<RenameInput>, { principal, tracking }) {
        const { entityName, oldProjectName, newProjectName, clientMutationId } = input
        const project = await tracking.projects.rename(principal, entityName, oldProjectName, newProjectName)
        return { project, inserted: false, clientMutationId }
      },
    },
  },
}
