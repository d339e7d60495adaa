import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Run, readableConfig, readableValues, type Tracking } from '../../tracking/index.ts'
import { endpoint } from './endpoint.ts'
import { runSummary } from './present.ts'
import { fits, isModest, type RunValues, valueAt } from './run-set-filter.ts'
import { runShape } from './shapes.ts'

/** The newest of a project that a run set is chosen from. */
const mostLookedAt = 2000
const values = z.record(z.string(), z.unknown())
const key = z.object({ section: z.string().max(50), name: z.string().max(1000) })
const body = z.object({
  /** As reports keep them. */
  filters: z
    .unknown()
    .optional()
    .refine(isModest, 'These filters have more conditions and values than a run set may have.'),
  search: z.string().max(200).default(''),
  sort: z
    .array(z.object({ key, ascending: z.boolean().default(false) }))
    .max(10)
    .default([]),
  limit: z.number().int().min(1).max(500).default(100),
})
const answer = z.object({
  runs: z.array(runShape.extend({ config: values, summary: values })),
  /** How many fit, of how many that were looked at. */
  total: z.number(),
  lookedAt: z.number(),
})

/** The runs that a report or a workspace shows, with their config and summary: chosen by its filters, in its order. */
export function mountRunSets(app: FastifyInstance, { runs, history }: Tracking): void {
  endpoint(app, {
    method: 'POST',
    path: '/api/projects/:entity/:project/run-set',
    reads: true,
    who: 'person',
    summary: 'Runs by the filters, search and order of a run set, with config and summary',
    body,
    answer,
    async run({ principal, params, body: { filters, search, sort, limit } }) {
      const project = { entity: params['entity'] ?? '', name: params['project'] ?? '' }
      const found = await runs.list(principal, { project, limit: mostLookedAt })
      const summaries = await history.summaries(found.runs.map(({ id }) => id))
      const all = found.runs.map((run) => valuesOf(run, summaries.get(run.id) ?? '{}'))
      const wanted = search.toLowerCase()
      const fitting = all.filter(
        (each) => `${each.of.displayName} ${each.of.name}`.toLowerCase().includes(wanted) && fits(filters, each),
      )
      const ordered = sort.length === 0 ? fitting : fitting.sort((a, b) => inOrder(sort, a, b))
      const shown = ordered.slice(0, limit)
      const counts = await history.countsOf(shown.map(({ of }) => of.id))
      return {
        runs: shown.map(({ of, config, summary }) => ({
          ...runSummary(of, counts.get(of.id)?.history ?? 0),
          ...{ config, summary },
        })),
        total: fitting.length,
        lookedAt: all.length,
      }
    },
  })
}

type Values = RunValues & { of: Run }

const valuesOf = (of: Run, summary: string): Values => ({
  of,
  run: {
    ...{
      name: of.name,
      id: of.name,
      displayName: of.displayName,
      state: of.state,
      group: of.group,
      jobType: of.jobType,
    },
    ...{ username: of.user.username, user: of.user.username, host: of.host, notes: of.notes, sweep: of.sweep },
    ...{ createdAt: of.createdAt, heartbeatAt: of.heartbeatAt, updatedAt: of.updatedAt },
    duration: (of.heartbeatAt - of.createdAt) / 1000,
  },
  config: readableConfig(of.config),
  summary: readableValues(summary),
  tags: of.tags,
})

function inOrder(sort: z.output<typeof body>['sort'], a: Values, b: Values): number {
  for (const { key: by, ascending } of sort) {
    const [left, right] = [valueAt(a, by.section, by.name), valueAt(b, by.section, by.name)]
    // Runs without a value come last, whichever way.
    if (left === undefined || left === null || right === undefined || right === null) {
      const missing = Number(left === undefined || left === null) - Number(right === undefined || right === null)
      if (missing !== 0) return missing
      continue
    }
    const order =
      typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right))
    if (order !== 0) return ascending ? order : -order
  }
  return 0
}
