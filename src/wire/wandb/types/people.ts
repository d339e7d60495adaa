import type { ApiKey } from '../../../accounts/index.ts'
import type { Principal } from '../../../accounts/principal.ts'
import type { Person } from '../../../tracking/index.ts'
import { apiKeyId, userId } from '../ids.ts'
import type { Resolver, SchemaPart, WireContext } from '../operation.ts'
import { connection, wireTime } from '../present.ts'

/** What only the person and the server's administrators may see of an account is empty for everybody else. */
const ofAccount =
  <Value>(read: (person: Person, context: WireContext) => Value, otherwise: unknown): Resolver<Person> =>
  (person, _, context) =>
    person.id === context.principal.userId || context.principal.admin ? read(person, context) : otherwise

const isAdmin = async ({ id, username }: Person, { principal, accounts }: WireContext): Promise<boolean> =>
  id === principal.userId ? principal.admin : ((await accounts.users.find(username))?.admin ?? false)

/** As members, not as administrators who may reach every team. */
const teamsOf = async (person: Person, { accounts }: WireContext) => {
  const asMember = { userId: person.id, username: person.username, admin: false } as Principal
  const teams = (await accounts.access.readable(asMember)) ?? []
  return connection(
    teams.filter(({ kind }) => kind === 'team'),
    ({ name }) => name,
    false,
  )
}

export const people: SchemaPart = {
  schema: `
    type User {
      id: ID!
      name: String!
      username: String
      email: String
      photoUrl: String
      admin: Boolean
      deletedAt: DateTime
      flags: JSONString
      entity: String
      teams: EntityConnection
      apiKeys: ApiKeyConnection
      organizations: [Organization!]!
    }
    type UserConnection { edges: [UserEdge!]!, pageInfo: PageInfo! }
    type UserEdge { node: User, cursor: String! }
    type ApiKeyConnection { edges: [ApiKeyEdge!]! }
    type ApiKeyEdge { node: ApiKey }
    type ApiKey { id: ID!, name: String!, description: String, createdAt: DateTime, lastUsedAt: DateTime }
  `,
  resolvers: {
    User: {
      id: (person) => userId(person.id),
      name: (person) => person.name ?? person.username,
      email: ofAccount((person) => person.email, null),
      admin: ofAccount(isAdmin, false),
      flags: () => '{}',
      entity: (person, _, { ownEntity, principal }) =>
        person.id === principal.userId ? ownEntity(principal) : person.username,
      teams: ofAccount(teamsOf, connection([], String, false)),
      apiKeys: ofAccount(
        async ({ id }, { accounts }) => ({ edges: (await accounts.keys.list(id)).map((node) => ({ node })) }),
        { edges: [] },
      ),
      organizations: ofAccount(({ username }, { accounts }) => accounts.organizations.ofPerson(username), []),
    } satisfies Record<string, Resolver<Person>>,
    ApiKey: {
      id: (key) => apiKeyId(key.id),
      // The first characters; the whole key in the answer that makes it.
      name: (key) => key.key ?? key.hint,
      description: (key) => key.name,
      createdAt: (key) => wireTime(key.createdAt),
      lastUsedAt: (key) => key.lastUsedAt && wireTime(key.lastUsedAt),
    } satisfies Record<string, Resolver<ApiKey & { key?: string }>>,
  },
}
