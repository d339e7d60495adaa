import { useCallback, useMemo } from 'react'
import { PresetChart } from '../../../charts/vega/preset-chart.tsx'
import { Nothing, type PanelProps } from './panel.tsx'

const runsAtMost = 10

/** A chart preset over the tables that the runs logged. */
export function PresetPanel({ config, runs, height }: PanelProps) {
  const table = tableKeyIn(config['userQuery'])
  const at = runs[0]?.at
  const shown = useMemo(() => runs.filter((each) => each.at.project === at?.project).slice(0, runsAtMost), [runs, at])
  const names = useMemo(() => shown.map(({ run }) => run.name), [shown])
  const nameOf = useCallback(
    (name: string) => shown.find(({ run }) => run.name === name)?.run.displayName ?? name,
    [shown],
  )
  const key = JSON.stringify([config['panelDefId'], config['fieldSettings'], config['stringSettings'], table])
  const chart = useMemo(() => {
    const [preset, fields, strings] = JSON.parse(key) as [string, Record<string, string>, Record<string, string>]
    return { key: preset, preset, fields: fields ?? {}, strings: strings ?? {}, table: table ?? '' }
  }, [key, table])
  if (!at) return <Nothing>No run is shown.</Nothing>
  if (!table) return <Nothing>This chart asks for something else than a table, which this page does not show.</Nothing>
  return <PresetChart at={at} runs={names} nameOf={nameOf} chart={chart} height={height} />
}

/** The key of the table, in the query that the panel carries. */
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
