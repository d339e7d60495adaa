import { buffer } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { type Run, type RunPath, readableValues, type Tracking } from '../../tracking/index.ts'
import type { RunCharts, TableAnswer } from './contract.ts'
import { endpoint } from './endpoint.ts'

const address = '/api/runs/:entity/:project/:run'
const largestTable = 32 * 1024 * 1024
const mostRows = 10_000
const mostCharts = 200

const runOf = ({ entity = '', project = '', run = '' }: Record<string, string>): RunPath => ({ entity, project, run })
const strings = z.record(z.string(), z.string())
const chartShape = z.object({ key: z.string(), preset: z.string(), fields: strings, strings, table: z.string() })

/** Charts that a run made of its tables by `wandb.plot`, the presets that they name, and the tables. */
export function mountRunCharts(app: FastifyInstance, tracking: Tracking): void {
  const { runs, history, files, customCharts } = tracking

  endpoint(app, {
    method: 'GET',
    path: `${address}/charts`,
    who: 'person',
    summary: 'Charts that a run made of its tables: the preset, and which columns it shows',
    answer: z.object({ charts: z.array(chartShape) }),
    async run({ principal, params }): Promise<RunCharts> {
      return { charts: chartsOf(runs.clientConfig(await runs.get(principal, runOf(params)), ['visualize'])) }
    },
  })

  endpoint(app, {
    method: 'GET',
    path: `${address}/table`,
    who: 'person',
    summary: 'The newest table that a run logged under a key; its first ten thousand rows',
    query: z.object({ key: z.string().min(1).max(1000) }),
    answer: z.object({ columns: z.array(z.string()), data: z.array(z.array(z.unknown())), rows: z.number() }),
    run: async ({ principal, params, query }) => tableOf(await runs.get(principal, runOf(params)), query.key),
  })

  endpoint(app, {
    method: 'GET',
    path: '/api/charts/:entity/:name',
    who: 'person',
    summary: 'A chart preset of an entity: its Vega-Lite specification',
    answer: z.object({ displayName: z.string(), spec: z.string() }),
    async run({ principal, params }: { principal: Principal; params: Record<string, string> }) {
      const { displayName, spec } = await customCharts.get(principal, params['entity'] ?? '', params['name'] ?? '')
      return { displayName, spec }
    },
  })

  async function tableOf(run: Run, key: string): Promise<TableAnswer> {
    const value = readableValues(await history.summary(run.id))[key] as { _type?: string; path?: string } | undefined
    const missing = new AppError('not-found', 'table-not-found', `This run has no table "${key.slice(0, 100)}" yet.`)
    if (typeof value?.path !== 'string' || !/table/.test(value._type ?? '')) throw missing
    const file = await files.find(run.id, value.path)
    if (!file) throw missing
    if (file.sizeBytes > largestTable)
      throw new AppError('too-large', 'table-too-large', 'This table is too large to be shown here. Download its file.')
    return readTable((await buffer(await files.read(run.id, value.path))).toString())
  }
}

function readTable(text: string): TableAnswer {
  // Through the reader of logged values, since the client writes NaN and infinities bare.
  const { columns, data } = readableValues(text)
  if (!Array.isArray(columns) || !Array.isArray(data))
    throw new AppError('invalid', 'table-malformed', 'The file of this table is none that the client writes.')
  const rows = data.filter((row): row is unknown[] => Array.isArray(row))
  return { columns: columns.map(String), data: rows.slice(0, mostRows), rows: rows.length }
}

interface PanelConfig {
  panelDefId?: unknown
  fieldSettings?: Record<string, unknown>
  stringSettings?: Record<string, unknown>
  userQuery?: unknown
}

/** `config._wandb.visualize`, where the client writes what its charts are. */
function chartsOf(clientConfig: string): RunCharts['charts'] {
  const { visualize } = readableValues(clientConfig)
  if (typeof visualize !== 'object' || visualize === null) return []
  return Object.entries(visualize)
    .slice(0, mostCharts)
    .flatMap(([key, chart]) => {
      const { panel_type, panel_config } = (chart ?? {}) as { panel_type?: string; panel_config?: PanelConfig }
      const preset = panel_config?.panelDefId
      if (panel_type !== 'Vega2' || typeof preset !== 'string') return []
      const { fieldSettings, stringSettings, userQuery } = panel_config!
      const table = tableKeyIn(userQuery) ?? `${key}_table`
      return [{ key, preset, fields: texts(fieldSettings), strings: texts(stringSettings), table }]
    })
}

/** What is null is not set: a line plot without `stroke`, say. */
const texts = (settings: Record<string, unknown> | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings ?? {}).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  )

/** The key of the table, in the query that the chart carries. */
function tableKeyIn(query: unknown): string | null {
  if (typeof query !== 'object' || query === null) return null
  const { name, value } = query as { name?: unknown; value?: unknown }
  if (name === 'tableKey' && typeof value === 'string') return value
  for (const each of Object.values(query)) {
    const found = tableKeyIn(each)
    if (found) return found
  }
  return null
}
