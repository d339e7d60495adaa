import type { SchemaPart } from '../operation.ts'
import { connection } from '../present.ts'

/** People by a part of their name or address, as far as whoever asks may know them. */
export const users: SchemaPart = {
  schema: 'extend type Query { users(query: String, first: Int, after: String): UserConnection }',
  resolvers: {
    Query: {
      users: async (_, { query }: { query?: string | null }, { principal, accounts }) =>
        connection(await accounts.search(principal, query ?? ''), ({ username }) => username, false),
    },
  },
}
