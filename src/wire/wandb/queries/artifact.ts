import { artifactId, parseThingId } from '../ids.ts'
import type { SchemaPart } from '../operation.ts'

/** A version by its id, and the id of one that a client has begun under a name of its own. */
export const artifactQueries: SchemaPart = {
  schema: `
    extend type Query {
      artifact(id: ID!): Artifact
      clientIDMapping(clientID: ID!): ClientIDMapping
    }
    type ClientIDMapping { serverID: ID! }
  `,
  resolvers: {
    Query: {
      artifact: (_, { id }, { principal, tracking }) => tracking.artifacts.get(principal, parseThingId('Artifact', id)),
      async clientIDMapping(_, { clientID }, { principal, tracking }) {
        const artifact = await tracking.artifacts.byClientId(principal, clientID)
        return artifact && { serverID: artifactId(artifact.id) }
      },
    },
  },
}
