import type { Resolver, SchemaPart } from '../operation.ts'

const project: Resolver = (_, { name, entityName }, { principal, tracking }) =>
  tracking.projects.find(principal, entityName, name)

/** One project, or null where there is none. `model` is its older name. */
export const projectQuery: SchemaPart = {
  schema: `extend type Query {
    project(name: String, entityName: String): Project
    model(name: String, entityName: String): Project
  }`,
  resolvers: { Query: { project, model: project } },
}
