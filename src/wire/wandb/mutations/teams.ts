import { AppError } from '../../../base/errors.ts'
import { refusedByStatus } from '../errors.ts'
import { inviteId, parseThingId, typeOfId, userId } from '../ids.ts'
import type { Input, SchemaPart, WireContext } from '../operation.ts'
import { wireTime } from '../present.ts'

interface CreateInviteInput {
  entityName: string
  email?: string | null
  username?: string | null
  admin?: boolean | null
}

/** Making teams, and who is of them. */
export const teamMutations: SchemaPart = {
  schema: `
    extend type Mutation {
      createTeam(input: CreateTeamInput!): CreateTeamPayload
      createInvite(input: CreateInviteInput!): CreateInvitePayload
      deleteInvite(input: DeleteInviteInput!): DeleteInvitePayload
      createServiceAccount(input: CreateServiceAccountInput!): CreateServiceAccountPayload
    }
    input CreateTeamInput {
      teamName: String!
      teamAdminUserName: String
      organizationId: String
      clientMutationId: String
    }
    type CreateTeamPayload { entity: Entity, clientMutationId: String }
    input CreateInviteInput {
      entityName: String!
      email: String
      username: String
      admin: Boolean
      clientMutationId: String
    }
    type CreateInvitePayload { invite: Invite, clientMutationId: String }
    type Invite { id: ID!, name: String!, email: String, createdAt: DateTime, toUser: User }
    input DeleteInviteInput { id: String, entityName: String, clientMutationId: String }
    type DeleteInvitePayload { success: Boolean, clientMutationId: String }
    input CreateServiceAccountInput { entityName: String!, description: String!, clientMutationId: String }
    type CreateServiceAccountPayload { user: User, clientMutationId: String }
  `,
  resolvers: {
    Mutation: refusedByStatus({
      async createTeam(_, { input }: Input<{ teamName: string; teamAdminUserName?: string | null }>, context) {
        const { principal, accounts } = context
        const members = [{ username: input.teamAdminUserName || principal.username, role: 'admin' as const }]
        await accounts.teams.make(principal, { name: input.teamName, members })
        const entity = await accounts.access.require(principal, input.teamName, 'read')
        return { entity, clientMutationId: input.clientMutationId }
      },
      async createInvite(_, { input }: Input<CreateInviteInput>, context) {
        return { invite: await invite(input, context), clientMutationId: input.clientMutationId }
      },
      async deleteInvite(_, { input }: Input<{ id?: string | null; entityName?: string | null }>, context) {
        await putOut(input.id ?? '', input.entityName ?? '', context)
        return { success: true, clientMutationId: input.clientMutationId }
      },
      async createServiceAccount(_, { input }: Input<{ entityName: string; description: string }>, context) {
        const { principal, accounts } = context
        const user = await accounts.serviceAccounts.create(principal, input.entityName, input.description)
        return { user: { ...user, email: null }, clientMutationId: input.clientMutationId }
      },
    }),
  },
}

async function invite({ entityName, email, username, admin }: CreateInviteInput, context: WireContext) {
  const { principal, accounts } = context
  if (!email && !username) throw new AppError('invalid', 'invite-empty', 'Say whom to invite, by e-mail or user name.')
  const who = username ? { username } : { email: email ?? '' }
  const made = await accounts.invites.create(principal, entityName, who, admin ? 'admin' : 'member')
  if (made.joined === null) {
    const { id, email: name, createdAt } = made.invite
    return { id: inviteId(id), name, email: name, createdAt: wireTime(createdAt), toUser: null }
  }
  const user = await accounts.users.get(made.joined)
  return { id: userId(user.id), name: user.name ?? user.username, email: email || null, createdAt: null, toUser: user }
}

/** A member, somebody who is invited, or a service account: the client has one word for all. */
async function putOut(id: string, team: string, { principal, accounts }: WireContext): Promise<void> {
  if (typeOfId(id) === 'Invite') return accounts.invites.remove(principal, team, parseThingId('Invite', id))
  const number = parseThingId('User', id)
  const person = (await accounts.teams.people(principal, team)).find((each) => each.id === number)
  if (person) return void (await accounts.teams.removeMember(principal, team, person.username))
  const service = (await accounts.serviceAccounts.list(principal, team)).find((each) => each.id === number)
  if (!service) throw new AppError('not-found', 'member-not-found', `Nobody with this id is a member of "${team}".`)
  await accounts.serviceAccounts.remove(principal, team, service.username)
}
