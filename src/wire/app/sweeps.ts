import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { readableConfig, type Sweep, type SweepResult, type Tracking } from '../../tracking/index.ts'
import type { SweepDetail, SweepSummary } from './contract.ts'
import { endpoint } from './endpoint.ts'
import { runSummary } from './present.ts'
import { sweepDetailShape, sweepShape, sweepState } from './shapes.ts'
import { wholeNumber } from './whole-number.ts'

const perPage = 50

/** Sweeps of a project, and one of them with its runs. */
export function mountSweeps(app: FastifyInstance, { sweeps, projects, runs, history }: Tracking): void {
  async function summary(principal: Principal, sweep: Sweep): Promise<SweepSummary> {
    const project = { entity: sweep.entity.name, name: sweep.project.name }
    const [runCount, best] = await Promise.all([
      runs.count(principal, { project, filter: { field: 'sweep', in: [sweep.name] } }),
      sweeps.best(sweep),
    ])
    const { title, metric } = sweeps.describe(sweep)
    const { name, state, method, createdAt, updatedAt } = sweep
    return {
      ...{ entity: project.entity, project: project.name, name, title, state, method, createdAt, updatedAt },
      ...{ user: sweep.createdBy.username, runCount, expectedRuns: sweeps.expectedRuns(sweep), metric, best },
    }
  }

  async function detail(principal: Principal, sweep: Sweep): Promise<SweepDetail> {
    const { parameters, program, searchedBy, earlyStopping } = sweeps.describe(sweep)
    const [results, agents] = await Promise.all([sweeps.results(principal, sweep), sweeps.listAgents(sweep)])
    const counts = await history.countsOf(results.map(({ run }) => run.id))
    const valuesOf = (result: SweepResult) => {
      const config = readableConfig(result.run.config)
      return parameters.map(({ path }) => textAt(config, path))
    }
    const agentShape = async (agent: (typeof agents)[number]) => ({
      ...{ name: agent.name, host: agent.host, state: agent.state, heartbeatAt: agent.heartbeatAt },
      runs: (await sweeps.runsOfAgent(agent)).length,
    })
    return {
      sweep: {
        ...(await summary(principal, sweep)),
        ...{ description: sweep.description, program, config: sweep.config, searchedBy, earlyStopping },
        parameters: parameters.map(({ path, from }) => ({ name: path.join('.'), from })),
        agents: await Promise.all(agents.map(agentShape)),
        runs: results.map((result) => ({
          run: runSummary(result.run, counts.get(result.run.id)?.history ?? 0),
          objective: result.objective,
          values: valuesOf(result),
        })),
      },
    }
  }

  const pathOf = (params: Record<string, string>) => ({
    entity: params['entity'] ?? '',
    project: params['project'] ?? '',
    sweep: params['sweep'] ?? '',
  })

  endpoint(app, {
    method: 'GET',
    path: '/api/projects/:entity/:project/sweeps',
    who: 'person',
    summary: 'Sweeps of a project, newest first, a page at a time',
    query: z.object({ after: wholeNumber(0, Number.MAX_SAFE_INTEGER, 0) }),
    answer: z.object({ sweeps: z.array(sweepShape), total: z.number(), next: z.string().nullable() }),
    async run({ principal, params, query: { after } }) {
      const { id } = await projects.get(principal, params['entity'] ?? '', params['project'] ?? '')
      const found = await sweeps.list(id, { after: after || undefined, limit: perPage + 1 })
      const shown = found.slice(0, perPage)
      return {
        sweeps: await Promise.all(shown.map((each) => summary(principal, each))),
        total: await sweeps.count(id),
        next: found.length > perPage ? String(shown.at(-1)?.id) : null,
      }
    },
  })

  endpoint(app, {
    method: 'GET',
    path: '/api/sweeps/:entity/:project/:sweep',
    who: 'person',
    summary: 'One sweep with its parameters, its agents, and its runs from the best on',
    answer: sweepDetailShape,
    run: async ({ principal, params }) => detail(principal, await sweeps.get(principal, pathOf(params))),
  })

  endpoint(app, {
    method: 'PATCH',
    path: '/api/sweeps/:entity/:project/:sweep',
    who: 'person',
    summary: 'Pauses, resumes, stops or cancels a sweep, or renames it',
    body: z.strictObject({ state: sweepState.optional(), displayName: z.string().trim().min(1).max(200).optional() }),
    answer: sweepDetailShape,
    async run({ principal, params, body }) {
      if (body.state === 'PENDING')
        throw new AppError('invalid', 'sweep-state-unknown', 'A sweep cannot be made to wait again. Use PAUSED.')
      const { sweep } = await sweeps.update(principal, pathOf(params), body)
      return detail(principal, sweep)
    },
  })
}

/** A value of a run's configuration as text; null where there is none. */
function textAt(config: Record<string, unknown>, path: string[]): string | null {
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], config)
  if (value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
