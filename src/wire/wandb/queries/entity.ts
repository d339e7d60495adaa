import type { SchemaPart } from '../operation.ts'

/** An entity that the asker may read. */
export const entity: SchemaPart = {
  schema: 'extend type Query { entity(name: String): Entity }',
  resolvers: {
    Query: {
      async entity(_, { name }, { principal, entityOf, ownEntity }) {
        return entityOf(principal, name || (await ownEntity(principal)))
      },
    },
  },
}
