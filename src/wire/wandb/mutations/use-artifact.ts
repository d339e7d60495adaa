import { parseThingId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

interface UseArtifactInput {
  artifactID: string
  entityName: string
  projectName: string
  runName: string
  usedAs?: string | null
}

/** Notes that a run uses a version. */
export const useArtifact: SchemaPart = {
  schema: `
    extend type Mutation { useArtifact(input: UseArtifactInput!): UseArtifactPayload }
    input UseArtifactInput {
      artifactID: ID!
      artifactEntityName: String
      artifactProjectName: String
      entityName: String!
      projectName: String!
      runName: String!
      usedAs: String
      clientMutationId: String
    }
    type UseArtifactPayload { artifact: Artifact!, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async useArtifact(_, { input }: Input<UseArtifactInput>, { principal, tracking }) {
        const run = { entity: input.entityName, project: input.projectName, run: input.runName }
        const id = parseThingId('Artifact', input.artifactID)
        const artifact = await tracking.artifacts.use(principal, id, run, input.usedAs ?? null)
        return { artifact, clientMutationId: input.clientMutationId }
      },
    },
  },
}
