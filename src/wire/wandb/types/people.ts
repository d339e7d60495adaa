import type { EntityRef } from '../../../accounts/principal.ts'
import type { Person } from '../../../tracking/index.ts'
import { entityId, userId } from '../ids.ts'
import type { Resolver, SchemaPart } from '../operation.ts'
import { connection } from '../present.ts'

/** What only the person may see of the account is empty for everybody else. */
const ownOnly =
  (read: Resolver<Person>, otherwise: unknown): Resolver<Person> =>
  (person, args, context, info) =>
    person.id === context.principal.userId ? read(person, args, context, info) : otherwise

export const people: SchemaPart = {
  schema: `
    type User {
      id: ID!
      name: String
      username: String
      email: String
      photoUrl: String
      admin: Boolean
      deletedAt: DateTime
      flags: JSONString
      entity: String
      teams: EntityConnection
      apiKeys: ApiKeyConnection
      organizations: [Organization!]
    }
    type Entity {
      id: ID!
      name: String!
      isTeam: Boolean
      entityType: String
      readOnly: Boolean
      organization: Organization
    }
    type EntityConnection { edges: [EntityEdge!]! , pageInfo: PageInfo! }
    type EntityEdge { node: Entity }
    type ApiKeyConnection { edges: [ApiKeyEdge!]! }
    type ApiKeyEdge { node: ApiKey }
    type ApiKey { id: ID!, name: String!, description: String }
    type Organization { id: ID!, name: String!, coreWeaveOrganizationId: String }
  `,
  resolvers: {
    User: {
      id: (person) => userId(person.id),
      name: (person) => person.name ?? person.username,
      email: ownOnly((person) => person.email, null),
      admin: ownOnly((_, __, { principal }) => principal.admin, false),
      flags: () => '{}',
      entity: (person, _, { ownEntity, principal }) =>
        person.id === principal.userId ? ownEntity(principal) : person.username,
      teams: ownOnly(
        async (_, __, { principal, teamsOf }) => teamConnection(await teamsOf(principal)),
        teamConnection([]),
      ),
      apiKeys: () => ({ edges: [] }),
      organizations: () => [],
    } satisfies Record<string, Resolver<Person>>,
    Entity: {
      id: (entity) => entityId(entity.id),
      isTeam: (entity) => entity.kind === 'team',
      entityType: (entity) => entity.kind,
      readOnly: () => false,
      organization: () => null,
    } satisfies Record<string, Resolver<EntityRef>>,
  },
}

function teamConnection(teams: EntityRef[]) {
  return connection(teams, ({ name }) => name, false)
}
