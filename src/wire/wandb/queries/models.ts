import type { Project } from '../../../tracking/index.ts'
import type { SchemaPart } from '../operation.ts'
import { connection, pageSize, readCursor, writeCursor } from '../present.ts'

/** The projects of an entity, newest first. */
export const models: SchemaPart = {
  schema: 'extend type Query { models(entityName: String, first: Int, after: String): ProjectConnection }',
  resolvers: {
    Query: {
      async models(_, { entityName, first, after }, { principal, ownEntity, tracking }) {
        const limit = pageSize(first, 50, 1000)
        const found = await tracking.projects.list(principal, {
          entity: entityName || (await ownEntity(principal)),
          after: after ? readCursor(after, 1)[0] : undefined,
          limit: limit + 1,
        })
        const cursor = (project: Project) => writeCursor(project.id)
        return connection(found.slice(0, limit), cursor, found.length > limit)
      },
    },
  },
}
