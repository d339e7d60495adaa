import { AppError } from '../../../base/errors.ts'
import type { Resolver, SchemaPart } from '../operation.ts'

const project: Resolver = (_, { name, entityName }, { principal, tracking }) =>
  tracking.projects.find(principal, entityName, name).catch((error) => {
    // "No such project" is what the client has words for, and `wandb verify` asks for one of an entity that need not be there.
    if (error instanceof AppError && error.code === 'entity-not-found') return null
    throw error
  })

/** One project, or null where there is none. `model` is its older name. */
export const projectQuery: SchemaPart = {
  schema: `extend type Query {
    project(name: String, entityName: String): Project
    model(name: String, entityName: String): Project
  }`,
  resolvers: { Query: { project, model: project } },
}
