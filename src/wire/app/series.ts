import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Principal } from '../../accounts/principal.ts'
import { type DefinedMetric, definedMetrics, type KeyInfo, type Run, type Tracking } from '../../tracking/index.ts'
import type { MetricKey } from './contract.ts'
import { endpoint } from './endpoint.ts'
import { logged } from './present.ts'
import { loggedShape } from './shapes.ts'

const runNames = z.array(z.string().min(1).max(200)).max(1000)
const stream = z.enum(['history', 'events'])
const keysBody = z.object({ runs: runNames, stream })
const seriesBody = z
  .object({
    runs: runNames,
    stream,
    keys: z.array(z.string().min(1).max(1000)).min(1).max(200),
    x: z.string().min(1).max(1000),
    buckets: z.number().int().min(10).max(4000),
    from: z.number().optional(),
    to: z.number().optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'is greater than "to"',
  })

const keysAnswer = z.object({
  keys: z.array(
    z.object({
      key: z.string(),
      kind: z.enum(['number', 'media', 'histogram', 'text', 'other']),
      monotonic: z.boolean(),
      runs: z.number(),
      hidden: z.boolean(),
    }),
  ),
  xAxis: z.record(z.string(), z.string()),
})
const seriesAnswer = z.object({
  series: z.array(
    z.object({
      run: z.string(),
      key: z.string(),
      x: z.array(z.number()),
      last: z.array(loggedShape),
      min: z.array(loggedShape),
      max: z.array(loggedShape),
      exact: z.boolean(),
    }),
  ),
})

/** What runs logged, as charts ask for it: which keys there are, and the lines of some of them. */
export function mountSeries(app: FastifyInstance, { runs, history }: Tracking): void {
  /** Those of the named runs that are there, in the order in which they were named. */
  const named = async (
    principal: Principal,
    { entity = '', project = '' }: Record<string, string>,
    names: string[],
  ) => {
    if (names.length === 0) return []
    const filter = { field: 'name' as const, in: names }
    const found = await runs.list(principal, { project: { entity, name: project }, filter, limit: names.length })
    const byName = new Map(found.runs.map((run) => [run.name, run]))
    return names.flatMap((name) => byName.get(name) ?? [])
  }

  endpoint(app, {
    method: 'POST',
    path: '/api/projects/:entity/:project/keys',
    reads: true,
    who: 'person',
    summary: 'The keys that any of the named runs logged',
    body: keysBody,
    answer: keysAnswer,
    async run({ principal, params, body }) {
      const found = await named(principal, params, body.runs)
      const infos = await history.keys(
        found.map(({ id }) => id),
        body.stream,
      )
      const defined = definitionsOf(found, infos)
      const axes = [...defined].flatMap(([key, { axis }]) => (axis === undefined ? [] : [[key, axis]]))
      return { keys: mergeKeys([...infos.values()], defined), xAxis: Object.fromEntries(axes) }
    },
  })

  endpoint(app, {
    method: 'POST',
    path: '/api/projects/:entity/:project/series',
    reads: true,
    who: 'person',
    summary: 'Lines of a chart: for each run and key, and each bucket of x, the last value and the true extremes',
    body: seriesBody,
    answer: seriesAnswer,
    async run({ principal, params, body: { runs: names, stream: kind, ...query } }) {
      const found = await named(principal, params, names)
      const nameOf = new Map(found.map(({ id, name }) => [id, name]))
      const series = await history.series({ ...query, kind, runIds: [...nameOf.keys()] })
      return {
        series: series.map(({ runId, key, x, last, min, max, exact }) => ({
          run: nameOf.get(runId) ?? '',
          ...{ key, x, exact },
          last: last.map(logged),
          min: min.map(logged),
          max: max.map(logged),
        })),
      }
    },
  })
}

function mergeKeys(ofRuns: KeyInfo[][], defined: Map<string, DefinedMetric>): MetricKey[] {
  const merged = new Map<string, MetricKey>()
  for (const { key, types, monotonic } of ofRuns.flat()) {
    const before = merged.get(key)
    const kind = kindOf(types)
    merged.set(key, {
      key,
      kind: before === undefined || before.kind === 'other' ? kind : before.kind,
      monotonic: monotonic && (before?.monotonic ?? true),
      runs: (before?.runs ?? 0) + 1,
      hidden: defined.get(key)?.hidden ?? false,
    })
  }
  return [...merged.values()]
}

/** What a key is shown as, by the type that it was logged with most often. */
function kindOf(types: Record<string, number>): MetricKey['kind'] {
  const [type = ''] = Object.entries(types).sort(([, a], [, b]) => b - a)[0] ?? []
  if (type === 'number' || type === 'boolean') return 'number'
  if (type === 'histogram') return 'histogram'
  if (type === 'string') return 'text'
  return ['null', 'object', 'array', ''].includes(type) ? 'other' : 'media'
}

/** What the runs say of how their metrics are meant. */
function definitionsOf(found: Run[], infos: Map<number, KeyInfo[]>): Map<string, DefinedMetric> {
  // The newest run's word counts: they come newest first.
  return new Map(
    found
      .toReversed()
      .flatMap((run) => [...definedMetrics(run.config, infos.get(run.id)?.map(({ key }) => key) ?? [])]),
  )
}
