import { AppError } from '../../../base/errors.ts'
import type { Input, SchemaPart } from '../operation.ts'

interface UpsertModelInput {
  id?: string | null
  name?: string | null
  entityName?: string | null
  description?: string | null
  access?: string | null
}

/** Makes a project by name, or describes one and says who sees it. Fields that say how a registry is made mean nothing here yet. */
export const upsertModel: SchemaPart = {
  schema: `
    extend type Mutation { upsertModel(input: UpsertModelInput!): UpsertModelPayload }
    input UpsertModelInput {
      id: String
      name: String
      entityName: String
      description: String
      access: String
      allowAllArtifactTypesInRegistry: Boolean
      artifactTypes: [String!]
      dockerImage: String
      framework: String
      icon: String
      isBenchmark: Boolean
      isPublished: Boolean
      owner: String
      rateLimits: JSONString
      repo: String
      views: JSONString
      clientMutationId: String
    }
    type UpsertModelPayload { project: Project, model: Project, inserted: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async upsertModel(_, { input }: Input<UpsertModelInput>, { principal, tracking }) {
        const { name, entityName = null, description, access, clientMutationId } = input
        if (!name) throw new AppError('invalid', 'name-invalid', 'A project needs a name.')
        const { project, inserted } = await tracking.projects.ensure(principal, entityName, name)
        const described = description
          ? await tracking.projects.describe(principal, entityName, name, description)
          : project
        const shown = access ? await tracking.projects.share(principal, entityName, name, access) : described
        return { project: shown, model: shown, inserted, clientMutationId }
      },
    },
  },
}
