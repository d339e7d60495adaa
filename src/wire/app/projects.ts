import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { EntityAccess, Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import type { Run, RunFilter, RunListQuery, Tracking } from '../../tracking/index.ts'
import { requirePrincipal } from '../authenticate.ts'
import type { Home, ProjectPage, Projects, RunPage, RunSummary } from './contract.ts'
import { projectSummary, runSummary } from './present.ts'
import { read, wholeNumber } from './read.ts'

export interface ProjectParts {
  tracking: Tracking
  access: EntityAccess
}

interface ProjectRequest {
  Params: { entity: string; project: string }
}

const latestRuns = 20
const mostProjects = 500

const runPageQuery = z.object({
  after: z.string().max(200).optional(),
  limit: wholeNumber(1, 500, 100),
  search: z.string().max(200).default(''),
})

/** Home, the projects of an entity, and the runs of a project. */
export function mountProjects(app: FastifyInstance, { tracking, access }: ProjectParts): void {
  const { projects, runs, history } = tracking

  const summaries = (found: Run[]): Promise<RunSummary[]> =>
    Promise.all(found.map(async (run) => runSummary(run, (await history.counts(run.id)).history)))

  app.get('/api/home', async (request): Promise<Home> => {
    const principal = requirePrincipal(request)
    const [entities, list, latest] = await Promise.all([
      entitiesOf(access, principal),
      projects.list(principal, { limit: mostProjects }),
      runs.list(principal, { limit: latestRuns }),
    ])
    return { entities, projects: list.map(projectSummary), runs: await summaries(latest.runs) }
  })

  app.get<{ Params: { entity: string } }>('/api/entities/:entity/projects', async (request): Promise<Projects> => {
    const { entity } = request.params
    const list = await projects.list(requirePrincipal(request), { entity, limit: mostProjects })
    return { projects: list.map(projectSummary) }
  })

  app.get<ProjectRequest>('/api/projects/:entity/:project', async (request): Promise<ProjectPage> => {
    const principal = requirePrincipal(request)
    const { entity, project } = request.params
    const found = await projects.get(principal, entity, project)
    const within = { project: { entity, name: project } }
    const [runCount, runningCount] = await Promise.all([
      runs.count(principal, within),
      runs.count(principal, { ...within, filter: { field: 'state', in: ['running'] } }),
    ])
    return { project: projectSummary({ ...found, runCount, runningCount }) }
  })

  app.get<ProjectRequest>('/api/projects/:entity/:project/runs', async (request): Promise<RunPage> => {
    const principal = requirePrincipal(request)
    const { after, limit, search } = read(runPageQuery, request.query)
    const project = { entity: request.params.entity, name: request.params.project }
    const filter = searched(search)
    const [page, total] = await Promise.all([
      runs.list(principal, { project, filter, limit, after: after ? readCursor(after) : undefined }),
      runs.count(principal, { project, filter }),
    ])
    const next = page.next && `${page.next.createdAt}.${page.next.id}`
    return { runs: await summaries(page.runs), total, next }
  })
}

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

function readCursor(text: string): NonNullable<RunListQuery['after']> {
  const [createdAt = Number.NaN, id = Number.NaN] = text.split('.').map(Number)
  if (Number.isSafeInteger(createdAt) && Number.isSafeInteger(id)) return { createdAt, id }
  throw new AppError('invalid', 'cursor-malformed', 'The cursor of this page is malformed. Begin without one.')
}
