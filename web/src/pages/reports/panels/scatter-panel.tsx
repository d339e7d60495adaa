import { useMemo } from 'react'
import { VegaChart } from '../../../charts/vega/vega-chart.tsx'
import { nameOfValue, numberOf } from '../values.ts'
import { Nothing, type PanelProps } from './panel.tsx'

/** A point for each run. */
export function ScatterPanel({ config, runs, height }: PanelProps) {
  const [x, y] = [String(config['xAxis'] ?? ''), String(config['yAxis'] ?? '')]
  const rows = useMemo(
    () =>
      runs.flatMap(({ run, ink }) => {
        const [across, up] = [numberOf(run, x), numberOf(run, y)]
        return across === null || up === null ? [] : [{ run: run.displayName, x: across, y: up, color: ink.color }]
      }),
    [runs, x, y],
  )
  const logX = config['xAxisLogScale'] === true
  const logY = config['yAxisLogScale'] === true
  const spec = useMemo(() => {
    const axis = (field: string, title: string, isLog: boolean) => ({
      ...{ field, title: nameOfValue(title), type: 'quantitative' },
      scale: isLog ? { type: 'log' } : { zero: false },
    })
    return {
      mark: { type: 'point', filled: true, size: 60, opacity: 0.85 },
      encoding: {
        x: axis('x', x, logX),
        y: axis('y', y, logY),
        color: { field: 'color', type: 'nominal', scale: null },
        tooltip: [{ field: 'run' }, { field: 'x', title: nameOfValue(x) }, { field: 'y', title: nameOfValue(y) }],
      },
    }
  }, [x, y, logX, logY])
  if (rows.length === 0) return <Nothing>No run has both numbers.</Nothing>
  return <VegaChart title={`${nameOfValue(y)} by ${nameOfValue(x)}`} spec={spec} rows={rows} height={height} />
}
