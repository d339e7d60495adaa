import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Accounts } from '../../accounts/index.ts'
import { projectAccesses, type Tracking } from '../../tracking/index.ts'
import { endpoint } from './endpoint.ts'
import { role } from './teams.ts'

const access = z.enum(projectAccesses)
const members = z.array(z.object({ username: z.string(), role }))
const path = '/api/projects/:entity/:project/settings'

/** Who sees a project, and who is named in it: for its entity's administrators and whoever made it. */
export function mountProjectSettings(
  app: FastifyInstance,
  { tracking: { projects }, projectMembers }: { tracking: Tracking } & Pick<Accounts, 'projectMembers'>,
): void {
  const at = (params: Record<string, string>) => [params['entity'] ?? '', params['project'] ?? ''] as const
  const answer = z.object({ members })
  endpoint(app, {
    method: 'GET',
    path,
    who: 'person',
    summary: 'Who sees a project, and who is named in it',
    answer: z.object({ access, mayChange: z.boolean(), members }),
    async run({ principal, params }) {
      const project = await projects.get(principal, ...at(params))
      const { standing } = await projects.reach(principal, ...at(params), 'read')
      const mayChange = standing === 'admin' && !principal.readOnly
      const named = mayChange ? await projectMembers.list(principal, ...at(params)) : []
      return { access: project.access, mayChange, members: named }
    },
  })
  endpoint(app, {
    method: 'PUT',
    path,
    who: 'person',
    summary: 'Say who sees a project',
    body: z.object({ access }),
    answer: z.object({ access }),
    run: async ({ principal, params, body }) => ({
      access: (await projects.share(principal, ...at(params), body.access)).access,
    }),
  })
  endpoint(app, {
    method: 'PUT',
    path: `${path}/members/:username`,
    who: 'person',
    summary: 'Name somebody in a project, or change the role',
    body: z.object({ role: role.default('member') }),
    answer,
    run: async ({ principal, params, body }) => ({
      members: await projectMembers.put(principal, ...at(params), {
        username: params['username'] ?? '',
        role: body.role,
      }),
    }),
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${path}/members/:username`,
    who: 'person',
    summary: 'Name somebody in a project no more',
    answer,
    run: async ({ principal, params }) => ({
      members: await projectMembers.remove(principal, ...at(params), params['username'] ?? ''),
    }),
  })
}
