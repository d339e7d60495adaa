import type { SchemaPart } from '../operation.ts'

/** An organization that the asker is of, by its name; null where there is none. */
export const organization: SchemaPart = {
  schema: 'extend type Query { organization(name: String!): Organization }',
  resolvers: {
    Query: {
      organization: (_, { name }: { name: string }, { principal, accounts }) =>
        accounts.organizations.find(principal, name),
    },
  },
}
