import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { EntityAccess, Principal } from '../../accounts/principal.ts'
import type { Run, RunFilter, Tracking } from '../../tracking/index.ts'
import { readRunCursor, writeRunCursor } from '../run-cursor.ts'
import { readRunOrder } from '../run-order.ts'
import type { RunSummary } from './contract.ts'
import { endpoint } from './endpoint.ts'
import { projectSummary, runSummary } from './present.ts'
import { homeShape, projectShape, runShape } from './shapes.ts'
import { wholeNumber } from './whole-number.ts'

export interface ProjectParts {
  tracking: Tracking
  access: EntityAccess
}

const latestRuns = 20
const mostProjects = 500

const runPageQuery = z.object({
  after: z.string().max(10_000).optional(),
  order: z.string().max(1000).default('-createdAt'),
  limit: wholeNumber(1, 500, 100),
  search: z.string().max(200).default(''),
})

/** Home, the projects of an entity, and the runs of a project. */
export function mountProjects(app: FastifyInstance, { tracking, access }: ProjectParts): void {
  const { projects, runs, history } = tracking

  const summaries = async (found: Run[]): Promise<RunSummary[]> => {
    const counts = await history.countsOf(found.map(({ id }) => id))
    return found.map((run) => runSummary(run, counts.get(run.id)?.history ?? 0))
  }

  endpoint(app, {
    method: 'GET',
    path: '/api/home',
    who: 'person',
    summary: 'Projects, and the latest runs, of everything that one may read',
    answer: homeShape,
    async run({ principal }) {
      const [entities, list, latest] = await Promise.all([
        entitiesOf(access, principal),
        projects.list(principal, { limit: mostProjects }),
        runs.list(principal, { limit: latestRuns }),
      ])
      return { entities, projects: list.map(projectSummary), runs: await summaries(latest.runs) }
    },
  })

  endpoint(app, {
    method: 'GET',
    path: '/api/entities/:entity/projects',
    who: 'person',
    summary: 'Projects of a person or a team',
    answer: z.object({ projects: z.array(projectShape) }),
    async run({ principal, params }) {
      const list = await projects.list(principal, { entity: params['entity'], limit: mostProjects })
      return { projects: list.map(projectSummary) }
    },
  })

  endpoint(app, {
    method: 'GET',
    path: '/api/projects/:entity/:project',
    who: 'person',
    summary: 'One project',
    answer: z.object({ project: projectShape }),
    async run({ principal, params }) {
      const within = { project: projectOf(params) }
      const found = await projects.get(principal, within.project.entity, within.project.name)
      const [runCount, runningCount] = await Promise.all([
        runs.count(principal, within),
        runs.count(principal, { ...within, filter: { field: 'state', in: ['running'] } }),
      ])
      return { project: projectSummary({ ...found, runCount, runningCount }) }
    },
  })

  endpoint(app, {
    method: 'GET',
    path: '/api/projects/:entity/:project/runs',
    who: 'person',
    summary:
      'Runs of a project, a page at a time: newest first, or by a field, `config.KEY` or `summary.KEY`, with + or - before it',
    query: runPageQuery,
    answer: z.object({ runs: z.array(runShape), total: z.number(), next: z.string().nullable() }),
    async run({ principal, params, query: { after, limit, search, order } }) {
      const project = projectOf(params)
      const filter = searched(search)
      const [page, total] = await Promise.all([
        runs.list(principal, {
          ...{ project, filter, limit, order: readRunOrder(order) },
          after: after ? readRunCursor(after) : undefined,
        }),
        runs.count(principal, { project, filter }),
      ])
      const last = page.hasMore && page.cursors.at(-1)
      const next = last ? writeRunCursor(last) : null
      return { runs: await summaries(page.runs), total, next }
    },
  })
}

const projectOf = (params: Record<string, string>) => ({
  entity: params['entity'] ?? '',
  name: params['project'] ?? '',
})

/** The person's own entity first, then the teams. An administrator may read all; the own and the named ones are what is listed. */
async function entitiesOf(access: EntityAccess, principal: Principal): Promise<string[]> {
  const own = (await access.own(principal)).name
  const readable = (await access.readable(principal)) ?? []
  return [own, ...readable.map(({ name }) => name).filter((name) => name !== own)]
}

function searched(text: string): RunFilter | undefined {
  const contains = text.trim()
  if (contains === '') return undefined
  return { any: [{ field: 'displayName', contains }, { field: 'name', contains }, { tag: contains }] }
}
