import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RunCharts, TableAnswer } from '../../../../src/wire/app/contract.ts'
import { Failure, Loading } from '../../components/states.tsx'
import { api, path } from '../../queries/api.ts'
import type { ProjectAddress } from '../../queries/tracking.ts'
import { fill } from './fill.ts'
import { builtIn } from './presets.ts'
import { VegaChart } from './vega-chart.tsx'

interface PresetChartProps {
  at: ProjectAddress
  /** Names of runs, whose tables are drawn together. */
  runs: string[]
  nameOf(run: string): string
  chart: RunCharts['charts'][number]
  height?: number
}

/** A chart that runs made of their tables by `wandb.plot`, by the preset that they name. */
export function PresetChart({ at, runs, nameOf, chart, height }: PresetChartProps) {
  const preset = usePreset(chart.preset)
  const tables = useQueries({ queries: runs.map((run) => tableQuery(at, run, chart.table)) })
  const answers = tables.map(({ data }) => data)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers are the same objects until one changes
  const rows = useMemo(
    () => answers.flatMap((table, index) => (table ? rowsOf(table, nameOf(runs[index] ?? '')) : [])),
    [...answers, runs, nameOf],
  )
  const several = answers.filter(Boolean).length > 1
  const spec = useMemo(
    () => preset.data && (fill(preset.data, chart.fields, chart.strings, several) as Record<string, unknown>),
    [preset.data, chart, several],
  )
  const fault = preset.error ?? (rows.length === 0 ? tables.find(({ error }) => error)?.error : null)
  if (fault) return <Failure error={fault} />
  if (!spec || tables.some(({ isPending }) => isPending)) return <Loading what={chart.key} lines={4} />
  return <VegaChart title={chart.strings['title'] || chart.key} spec={spec} rows={rows} height={height} />
}

const tableQuery = ({ entity, project }: ProjectAddress, run: string, key: string) => ({
  queryKey: ['tracking', entity, project, 'table', run, key],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api<TableAnswer>(
      'GET',
      `${path('api', 'runs', entity, project, run, 'table')}?${new URLSearchParams({ key })}`,
      undefined,
      signal,
    ),
  retry: false,
})

const usePreset = (name: string) =>
  useQuery({
    queryKey: ['chart-preset', name],
    queryFn: async ({ signal }) => {
      const known = builtIn(name)
      if (known) return known
      const [entity = '', ...rest] = name.split('/')
      const { spec } = await api<{ spec: string }>(
        'GET',
        path('api', 'charts', entity, rest.join('/')),
        undefined,
        signal,
      )
      return JSON.parse(spec) as Record<string, unknown>
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** Rows as objects, with the name of the run where the table has no such column itself. */
const rowsOf = ({ columns, data }: TableAnswer, name: string): Record<string, unknown>[] =>
  data.map((row) => ({ name, ...Object.fromEntries(columns.map((column, index) => [column, row[index]])) }))
