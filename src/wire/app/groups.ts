import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Accounts } from '../../accounts/index.ts'
import { endpoint } from './endpoint.ts'

const role = z.enum(['admin', 'member', 'viewer'])
const name = z.string().min(1).max(64)
const member = z.object({ username: name, role: role.default('member') })
const roleBody = z.object({ role: role.default('member') })
const organization = z.object({ name, members: z.array(member), teams: z.array(name) })
const team = z.object({ name, organization: name.nullable(), members: z.array(member) })

/** Organizations and teams. The rooms decide who may what: an organization's or a team's own administrators need not be the server's. */
export function mountGroups(app: FastifyInstance, { organizations, teams }: Accounts): void {
  mountOrganizations(app, organizations)
  mountTeams(app, teams)
}

function mountOrganizations(app: FastifyInstance, organizations: Accounts['organizations']): void {
  const path = '/api/admin/organizations'
  const answer = z.object({ organization })
  endpoint(app, {
    method: 'GET',
    path,
    who: 'person',
    summary: 'The organizations that one administers',
    answer: z.object({ organizations: z.array(organization) }),
    run: async ({ principal }) => ({ organizations: await organizations.list(principal) }),
  })
  endpoint(app, {
    method: 'POST',
    path,
    who: 'person',
    summary: 'Make an organization, or add members to it',
    body: z.object({ name, members: z.array(member).default([]) }),
    answer,
    status: 201,
    run: async ({ principal, body }) => ({
      organization: await organizations.save(principal, body.name, body.members),
    }),
  })
  endpoint(app, {
    method: 'GET',
    path: `${path}/:name`,
    who: 'person',
    summary: 'An organization',
    answer,
    run: async ({ principal, params }) => ({ organization: await organizations.get(principal, params['name'] ?? '') }),
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${path}/:name`,
    who: 'person',
    summary: 'Delete an organization; its teams stay',
    status: 204,
    run: ({ principal, params }) => organizations.remove(principal, params['name'] ?? ''),
  })
  endpoint(app, {
    method: 'PUT',
    path: `${path}/:name/members/:username`,
    who: 'person',
    summary: 'Add a member or change the role',
    body: roleBody,
    answer,
    run: async ({ principal, params, body }) => ({
      organization: await organizations.putMember(principal, params['name'] ?? '', {
        username: params['username'] ?? '',
        role: body.role,
      }),
    }),
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${path}/:name/members/:username`,
    who: 'person',
    summary: 'Remove a member',
    answer,
    run: async ({ principal, params }) => ({
      organization: await organizations.removeMember(principal, params['name'] ?? '', params['username'] ?? ''),
    }),
  })
}

function mountTeams(app: FastifyInstance, teams: Accounts['teams']): void {
  const path = '/api/admin/teams'
  const answer = z.object({ team })
  endpoint(app, {
    method: 'GET',
    path,
    who: 'person',
    summary: 'The teams that one may see',
    answer: z.object({ teams: z.array(team) }),
    run: async ({ principal }) => ({ teams: await teams.list(principal) }),
  })
  endpoint(app, {
    method: 'POST',
    path,
    who: 'person',
    summary: 'Make a team, or add members to it',
    body: z.object({ name, organization: name.nullish(), members: z.array(member).default([]) }),
    answer,
    status: 201,
    run: async ({ principal, body }) => ({ team: await teams.save(principal, body) }),
  })
  endpoint(app, {
    method: 'GET',
    path: `${path}/:name`,
    who: 'person',
    summary: 'A team',
    answer,
    run: async ({ principal, params }) => ({ team: await teams.get(principal, params['name'] ?? '') }),
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${path}/:name`,
    who: 'person',
    summary: 'Delete a team; its projects stay for administrators',
    status: 204,
    run: ({ principal, params }) => teams.remove(principal, params['name'] ?? ''),
  })
  endpoint(app, {
    method: 'PUT',
    path: `${path}/:name/members/:username`,
    who: 'person',
    summary: 'Add a member or change the role',
    body: roleBody,
    answer,
    run: async ({ principal, params, body }) => ({
      team: await teams.putMember(principal, params['name'] ?? '', {
        username: params['username'] ?? '',
        role: body.role,
      }),
    }),
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${path}/:name/members/:username`,
    who: 'person',
    summary: 'Remove a member',
    answer,
    run: async ({ principal, params }) => ({
      team: await teams.removeMember(principal, params['name'] ?? '', params['username'] ?? ''),
    }),
  })
}
