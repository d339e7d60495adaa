import { useMemo } from 'react'
import { VegaChart } from '../../../charts/vega/vega-chart.tsx'
import { nameOfValue, numberOf } from '../values.ts'
import { Nothing, type PanelProps, textsOf } from './panel.tsx'

const barsAtMost = 40

/** A number of each run's summary, as bars. */
export function BarPanel({ config, runs, height }: PanelProps) {
  const metrics = textsOf(config['metrics'])
  const joined = metrics.join('\n')
  const rows = useMemo(
    () =>
      runs
        .flatMap(({ run, ink }) =>
          joined.split('\n').flatMap((metric) => {
            const value = numberOf(run, metric)
            return value === null
              ? []
              : [{ run: run.displayName, metric: nameOfValue(metric), value, color: ink.color }]
          }),
        )
        .slice(0, barsAtMost),
    [runs, joined],
  )
  const upright = config['vertical'] === true
  const several = metrics.length > 1
  const spec = useMemo(() => {
    const name = { field: 'run', type: 'nominal', sort: null, title: null }
    const value = { field: 'value', type: 'quantitative', title: null }
    const offset = { field: 'metric', type: 'nominal' }
    return {
      mark: { type: 'bar', tooltip: true, cornerRadiusEnd: 2 },
      encoding: {
        ...(upright ? { x: name, y: value } : { y: name, x: value }),
        ...(several && { [upright ? 'xOffset' : 'yOffset']: offset }),
        color: several ? { ...offset, title: null } : { field: 'color', type: 'nominal', scale: null },
      },
    }
  }, [upright, several])
  if (rows.length === 0) return <Nothing>No run has a number “{metrics.map(nameOfValue).join(', ')}”.</Nothing>
  return <VegaChart title={metrics.map(nameOfValue).join(', ')} spec={spec} rows={rows} height={height} />
}
