import type { EntityRef } from '../../../accounts/principal.ts'
import { entityId, inviteId, organizationId, userId } from '../ids.ts'
import type { Resolver, SchemaPart, WireContext } from '../operation.ts'

interface WireMember {
  id: string
  role: string
  pending: boolean
  email: string | null
  username: string | null
  name: string
  accountType: string
  /** The first characters of the newest key of a service account. */
  apiKey: string | null
}

const roleOf = async ({ name }: EntityRef, { principal, accounts }: WireContext, need: 'write' | 'admin') =>
  accounts.access.require(principal, name, need).then(
    () => true,
    () => false,
  )

/**
 * Its people by name, then who is invited, then its service accounts, the newest last: that is where the client looks for the one that it
 * just made. Addresses, invites and keys are told to the team's administrators.
 */
async function membersOf(entity: EntityRef, context: WireContext): Promise<WireMember[]> {
  if (entity.kind !== 'team') return []
  const { accounts, principal } = context
  const isAdmin = await roleOf(entity, context, 'admin')
  const people = (await accounts.teams.people(principal, entity.name)).map(({ id, role, email, username, name }) => ({
    ...{ id: userId(id), role, pending: false, username, name: name ?? username, accountType: 'MEMBER', apiKey: null },
    email: isAdmin || id === principal.userId ? email : null,
  }))
  if (!isAdmin) return people
  const invites = (await accounts.invites.list(principal, entity.name)).map(({ id, email, role }) => ({
    ...{
      id: inviteId(id),
      role,
      pending: true,
      email,
      username: null,
      name: email,
      accountType: 'MEMBER',
      apiKey: null,
    },
  }))
  const services = (await accounts.serviceAccounts.list(principal, entity.name)).map((account) => ({
    ...{ id: userId(account.id), role: account.role, pending: false, email: null, username: account.username },
    ...{ name: account.name, accountType: 'SERVICE', apiKey: account.keys.at(-1)?.hint ?? null },
  }))
  return [...people, ...invites, ...services]
}

/** A person's own, a team, or what an organization has for itself. */
export const entityType: SchemaPart = {
  schema: `
    type Entity {
      id: ID!
      name: String!
      available: Boolean
      photoUrl: String
      limits: JSONString
      isTeam: Boolean!
      entityType: String
      readOnly: Boolean
      readOnlyAdmin: Boolean!
      privateOnly: Boolean!
      isPaid: Boolean
      xxhashDigestsEnabled: Boolean
      storageBytes: Int64!
      codeSavingEnabled: Boolean!
      defaultAccess: String!
      members: [Member!]!
      organization: Organization
      user: User
      project(name: String): Project
    }
    type Member {
      id: ID
      role: String
      admin: Boolean
      pending: Boolean
      email: String
      username: String
      name: String!
      photoUrl: String
      accountType: String
      apiKey: String
    }
    type EntityConnection { edges: [EntityEdge!]!, pageInfo: PageInfo! }
    type EntityEdge { node: Entity, cursor: String! }
    type Organization {
      id: ID!
      name: String!
      orgEntity: Entity
      teams: [Entity!]!
      coreWeaveOrganizationId: String
      featureFlags(rampIDType: RampIDType): [RampFeatureFlag!]!
    }
    enum RampIDType { OrgName EntityName UserName }
    type RampFeatureFlag { rampKey: String!, isEnabled: Boolean! }
  `,
  resolvers: {
    Entity: {
      id: (entity) => entityId(entity.id),
      // Whether the name could still be taken.
      available: () => false,
      limits: () => '{}',
      isTeam: (entity) => entity.kind === 'team',
      entityType: (entity) => entity.kind,
      readOnly: async (entity, _, context) => !(await roleOf(entity, context, 'write')),
      xxhashDigestsEnabled: () => false,
      readOnlyAdmin: () => false,
      privateOnly: () => false,
      isPaid: () => true,
      storageBytes: ({ name }, _, { principal, tracking }) => tracking.projects.storedBytes(principal, name),
      codeSavingEnabled: () => false,
      defaultAccess: () => 'PRIVATE',
      members: (entity, _, context) => membersOf(entity, context),
      organization: ({ name }, _, { accounts }) => accounts.organizations.ofEntity(name),
      user: ({ kind, name }, _, { accounts }) => (kind === 'user' ? accounts.users.find(name) : null),
      project: (entity, { name }, { principal, tracking }) => tracking.projects.find(principal, entity.name, name),
    } satisfies Record<string, Resolver<EntityRef>>,
    Member: { admin: ({ role }) => role === 'admin' } satisfies Record<string, Resolver<WireMember>>,
    Organization: {
      id: ({ id }) => organizationId(id),
      teams: ({ name }, _, { principal, accounts }) => accounts.organizations.teamsFor(principal, name),
      featureFlags: () => [],
    } satisfies Record<string, Resolver<{ id: number; name: string; orgEntity: EntityRef | null }>>,
  },
}
