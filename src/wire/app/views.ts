import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import type { Tracking, View, ViewSummary } from '../../tracking/index.ts'
import type { ViewAnswer, ViewListAnswer } from './contract.ts'
import { endpoint } from './endpoint.ts'

const kinds = { report: ['runs', 'runs/draft'], workspace: ['project-view'] }
const mostListed = 500

const viewShape = z.object({
  id: z.number(),
  wireId: z.string(),
  entity: z.string(),
  project: z.string(),
  name: z.string(),
  kind: z.enum(['report', 'draft', 'workspace']),
  title: z.string(),
  description: z.string(),
  revision: z.number(),
  parent: z.number().nullable(),
  author: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
const viewAnswer = z.object({ view: viewShape.extend({ spec: z.string(), mayWrite: z.boolean() }) })

const fields = {
  title: z.string().trim().min(1).optional(),
  description: z.string().optional(),
  spec: z.string().optional(),
}
const newBody = z.object({
  ...fields,
  kind: z.enum(['report', 'draft', 'workspace']),
  /** Unique within the project; made where it is absent. */
  name: z.string().optional(),
})
const changeBody = z.object({
  ...fields,
  revision: z.number().int().optional(),
  kind: z.enum(['report', 'draft']).optional(),
})

const wireType = { report: 'runs', draft: 'runs/draft', workspace: 'project-view' } as const

/** Reports and workspaces for our own pages. */
export function mountViews(app: FastifyInstance, { views, projects }: Tracking): void {
  const answer = async (principal: Principal, view: View): Promise<ViewAnswer> => {
    const { entity, name } = view.project
    const mayWrite = await projects.get(principal, entity.name, name, 'write').then(
      () => true,
      () => false,
    )
    return { view: { ...summaryOf(view), spec: view.spec, mayWrite } }
  }

  endpoint(app, {
    method: 'GET',
    path: '/api/projects/:entity/:project/views',
    who: 'person',
    summary: 'Reports with their drafts, or workspaces, of a project, newest first',
    query: z.object({ kind: z.enum(['report', 'workspace']), name: z.string().max(200).optional() }),
    answer: z.object({ views: z.array(viewShape) }),
    async run({ principal, params, query: { kind, name } }): Promise<ViewListAnswer> {
      const place = { entity: params['entity'] ?? '', project: params['project'] ?? '' }
      const found = await views.list(principal, { ...place, types: kinds[kind], name, limit: mostListed })
      return { views: found.map(summaryOf) }
    },
  })

  endpoint(app, {
    method: 'POST',
    path: '/api/projects/:entity/:project/views',
    who: 'person',
    summary: 'Save a new report, draft or workspace; a workspace of that name is changed',
    body: newBody,
    answer: viewAnswer,
    async run({ principal, params, body: { title, description, spec, kind, name } }) {
      const place = { entity: params['entity'] ?? '', project: params['project'] ?? '' }
      const made = await views.save(principal, {
        ...{ ...place, name, description, spec },
        displayName: title,
        type: wireType[kind],
      })
      return answer(principal, made.view)
    },
  })

  endpoint(app, {
    method: 'GET',
    path: '/api/views/:id',
    who: 'person',
    summary: 'One report or workspace with what it shows',
    answer: viewAnswer,
    run: async ({ principal, params }) => answer(principal, await views.get(principal, viewOf(params))),
  })

  endpoint(app, {
    method: 'PATCH',
    path: '/api/views/:id',
    who: 'person',
    summary:
      'Change a report or workspace; 409 where "revision" is not the newest. A draft becomes a report by kind "report"',
    body: changeBody,
    answer: viewAnswer,
    async run({ principal, params, body: { title, revision, kind, ...rest } }) {
      const change = { ...rest, displayName: title, ...(kind && { type: wireType[kind] }) }
      return answer(principal, (await views.change(principal, viewOf(params), change, { revision })).view)
    },
  })

  endpoint(app, {
    method: 'DELETE',
    path: '/api/views/:id',
    who: 'person',
    summary: 'Delete a report with its drafts, or a workspace',
    status: 204,
    async run({ principal, params }) {
      await views.remove(principal, viewOf(params), true)
    },
  })

  endpoint(app, {
    method: 'GET',
    path: '/api/views/:id/revisions',
    who: 'person',
    summary: 'What a report was before its latest changes',
    answer: z.object({
      revisions: z.array(
        z.object({
          ...{ revision: z.number(), at: z.number(), username: z.string() },
          ...{ title: z.string(), description: z.string(), spec: z.string() },
        }),
      ),
    }),
    async run({ principal, params }) {
      const found = await views.revisions(principal, viewOf(params))
      return { revisions: found.map(({ displayName: title, ...rest }) => ({ title, ...rest })) }
    },
  })
}

const summaryOf = (view: ViewSummary): ViewListAnswer['views'][number] => ({
  id: view.id,
  wireId: Buffer.from(`View:${view.id}`).toString('base64').replaceAll('=', ''),
  entity: view.project.entity.name,
  project: view.project.name,
  name: view.name,
  kind: view.type === 'project-view' ? 'workspace' : view.type === 'runs/draft' ? 'draft' : 'report',
  title: view.displayName,
  description: view.description,
  revision: view.revision,
  parent: view.parentId,
  author: view.user.username,
  createdAt: view.createdAt,
  updatedAt: view.updatedAt,
})

/** A view by its number, or by its id as it stands in the address of a report. */
function viewOf({ id = '' }: Record<string, string>): number {
  const number = /^\d{1,15}$/.test(id) ? id : /^View:(\d{1,15})$/.exec(Buffer.from(id, 'base64').toString())?.[1]
  if (number) return Number(number)
  throw new AppError('not-found', 'view-not-found', 'There is no report or workspace with this id that you may see.')
}
