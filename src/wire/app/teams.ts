import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Accounts, Principal } from '../../accounts/index.ts'
import type { TeamPage } from './contract.ts'
import { endpoint } from './endpoint.ts'
import { keyShape, scope } from './own-keys.ts'

export const role = z.enum(['admin', 'member', 'viewer'])
const text = z.string().min(1).max(200)
const member = z.object({ username: z.string(), name: z.string().nullable(), email: z.string().nullable(), role })
const invite = z.object({
  id: z.number(),
  email: z.string(),
  role,
  invitedBy: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
})
const serviceAccount = z.object({
  username: z.string(),
  name: z.string(),
  role,
  createdAt: z.number(),
  keys: z.array(keyShape),
})
const page = z.object({
  name: z.string(),
  organization: z.string().nullable(),
  role,
  members: z.array(member),
  invites: z.array(invite),
  serviceAccounts: z.array(serviceAccount),
})
const offer = z.object({ team: z.string(), role, invitedBy: z.string() })

const path = '/api/teams/:team'

/** A team as its page shows it, its invites and its service accounts. The rooms decide who may what. */
export function mountTeams(app: FastifyInstance, accounts: Accounts): void {
  endpoint(app, {
    method: 'GET',
    path,
    who: 'person',
    summary: 'A team with its people; with addresses, invites and service accounts for its administrators',
    answer: z.object({ team: page }),
    run: async ({ principal, params }) => ({ team: await teamPage(accounts, principal, params['team'] ?? '') }),
  })
  mountInvites(app, accounts)
  mountServiceAccounts(app, accounts)
}

async function teamPage(accounts: Accounts, by: Principal, name: string): Promise<TeamPage> {
  const { access, invites, serviceAccounts, teams } = accounts
  const may = (need: 'write' | 'admin') =>
    access.require({ ...by, readOnly: false }, name, need).then(
      () => true,
      () => false,
    )
  const { organization } = await teams.get(by, name)
  const [people, isAdmin, isMember] = await Promise.all([teams.people(by, name), may('admin'), may('write')])
  const members = people.map(({ id, username, name: called, email, role: has }) => ({
    ...{ username, name: called, role: has },
    email: isAdmin || id === by.userId ? email : null,
  }))
  const head = { name, organization, role: isAdmin ? 'admin' : isMember ? 'member' : 'viewer', members } as const
  if (!isAdmin || by.readOnly) return { ...head, invites: [], serviceAccounts: [] }
  const services = await serviceAccounts.list(by, name)
  return {
    ...head,
    invites: await invites.list(by, name),
    serviceAccounts: services.map(({ id: _, ...account }) => account),
  }
}

function mountInvites(app: FastifyInstance, { invites }: Accounts): void {
  const withToken = z.object({ invite, token: z.string() })
  endpoint(app, {
    method: 'POST',
    path: `${path}/invites`,
    who: 'person',
    summary:
      'Invite somebody: who has an account is a member at once, anybody else gets a link that is told in this answer only',
    body: z.union([
      z.strictObject({ username: text, role: role.default('member') }),
      z.strictObject({ email: text, role: role.default('member') }),
    ]),
    answer: z.object({ joined: z.string().nullable(), invite: invite.optional(), token: z.string().optional() }),
    status: 201,
    run: ({ principal, params, body }) => invites.create(principal, params['team'] ?? '', body, body.role),
  })
  endpoint(app, {
    method: 'POST',
    path: `${path}/invites/:id/link`,
    who: 'person',
    summary: 'A new link for an invite; the one before is worth nothing any more',
    answer: withToken,
    status: 201,
    run: ({ principal, params }) => invites.renew(principal, params['team'] ?? '', Number(params['id'])),
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${path}/invites/:id`,
    who: 'person',
    summary: 'Withdraw an invite',
    status: 204,
    run: ({ principal, params }) => invites.remove(principal, params['team'] ?? '', Number(params['id'])),
  })
  endpoint(app, {
    method: 'POST',
    path: '/api/invites/look',
    reads: true,
    who: 'person',
    summary: 'What an invite’s link is for',
    body: z.object({ token: text }),
    answer: offer,
    run: ({ body }) => invites.offer(body.token),
  })
  endpoint(app, {
    method: 'POST',
    path: '/api/invites/accept',
    who: 'person',
    summary: 'Take an invite, once',
    body: z.object({ token: text }),
    answer: offer,
    run: ({ principal, body }) => invites.accept(principal, body.token),
  })
}

function mountServiceAccounts(app: FastifyInstance, { serviceAccounts }: Accounts): void {
  const at = `${path}/service-accounts`
  const account = (params: Record<string, string>) => [params['team'] ?? '', params['username'] ?? ''] as const
  endpoint(app, {
    method: 'POST',
    path: at,
    who: 'person',
    summary: 'Make a service account, without a key yet',
    body: z.object({ description: z.string().max(200), role: role.default('member') }),
    answer: z.object({ serviceAccount }),
    status: 201,
    async run({ principal, params, body }) {
      const { id: _, ...made } = await serviceAccounts.create(
        principal,
        params['team'] ?? '',
        body.description,
        body.role,
      )
      return { serviceAccount: made }
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${at}/:username`,
    who: 'person',
    summary: 'Delete a service account with its keys; its runs stay',
    status: 204,
    run: ({ principal, params }) => serviceAccounts.remove(principal, ...account(params)),
  })
  endpoint(app, {
    method: 'POST',
    path: `${at}/:username/keys`,
    who: 'person',
    summary: 'Make an API key of a service account; it is shown in this answer only',
    body: z.object({ name: z.string().max(100).default(''), scope: scope.default('write') }),
    answer: keyShape.extend({ key: z.string() }),
    status: 201,
    run: ({ principal, params, body }) => serviceAccounts.createKey(principal, ...account(params), body),
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${at}/:username/keys/:id`,
    who: 'person',
    summary: 'Delete an API key of a service account',
    status: 204,
    run: ({ principal, params }) => serviceAccounts.removeKey(principal, ...account(params), Number(params['id'])),
  })
}
