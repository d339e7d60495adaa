import type { Person } from '../../../tracking/index.ts'
import type { SchemaPart } from '../operation.ts'

/** Who the key belongs to: the first thing that a client asks. */
export const viewer: SchemaPart = {
  schema: 'extend type Query { viewer: User }',
  resolvers: {
    Query: {
      viewer: (_, __, { principal }): Person => ({
        id: principal.userId,
        username: principal.username,
        name: principal.name,
        email: principal.email,
      }),
    },
  },
}
