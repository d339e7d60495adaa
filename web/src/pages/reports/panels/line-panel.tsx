import { useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { XKind } from '../../../charts/axis.ts'
import { useInView } from '../../../charts/in-view.ts'
import { LineChart } from '../../../charts/line-chart.tsx'
import { type ChartLine, type Extent, toLines } from '../../../charts/lines.ts'
import { seriesQuery } from '../../../queries/series.ts'
import { useKeys } from '../../../queries/tracking.ts'
import styles from '../panel-grid.module.css'
import type { ShownRun } from '../shown-runs.ts'
import { nameOfValue } from '../values.ts'
import { Nothing, type PanelProps, textsOf } from './panel.tsx'

const runsAtMost = 10
const metricsAtMost = 12

const axes: Record<string, { x: string; kind: XKind; name: string }> = {
  _step: { x: '_step', kind: 'number', name: 'Step' },
  _runtime: { x: '_runtime', kind: 'relative', name: 'Time' },
  _absolute_runtime: { x: '_runtime', kind: 'relative', name: 'Time' },
  _timestamp: { x: '_timestamp', kind: 'wall', name: 'Time' },
}

/** Metrics over steps or time, a line for each run and metric. */
export function LinePanel({ config, runs, height }: PanelProps) {
  const [element, inView] = useInView()
  const [range, setRange] = useState<Extent | null>(null)
  const shown = runs.slice(0, Number(config['limit']) || runsAtMost)
  const metrics = useMetrics(config, shown)
  const named = String(config['xAxis'] ?? '_step')
  const axis = axes[named] ?? { x: named, kind: 'number' as const, name: nameOfValue(named) }
  const { lines, isPending } = useLines({ config, shown, metrics, x: axis.x, range, enabled: inView })
  const notes = notesOf(config, runs.length, shown.length)
  const isEmpty = lines.every(({ x }) => x.length === 0)
  return (
    <div ref={element} className={styles.body} style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
      {isPending && inView ? null : isEmpty ? (
        <Nothing>{metrics.length === 0 ? 'No metric is chosen.' : 'No points of these runs.'}</Nothing>
      ) : (
        <LineChart
          title={metrics.join(', ')}
          lines={lines}
          range={range}
          height={height - (notes.length > 0 ? 18 : 0)}
          xKind={axis.kind}
          xName={axis.name}
          logY={config['yLogScale'] === true}
          syncKey={`report:${axis.x}`}
          onZoom={setRange}
        />
      )}
      {notes.length > 0 && <p className={styles.note}>{notes.join(' ')}</p>}
    </div>
  )
}

/** The metrics that are named, or those whose name fits the pattern. */
function useMetrics(config: Record<string, unknown>, shown: ShownRun[]): string[] {
  const pattern = typeof config['metricRegex'] === 'string' ? config['metricRegex'] : ''
  const at = shown[0]?.at ?? { entity: '', project: '' }
  const names = shown.filter((each) => each.at.project === at.project).map(({ run }) => run.name)
  const keys = useKeys(at, pattern === '' ? none : names, 'history')
  const named = textsOf(config['metrics'])
  const isKnown = keys.data !== undefined && pattern !== ''
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names are new with each drawing, what they say is not
  return useMemo(() => {
    if (!isKnown) return named.slice(0, metricsAtMost)
    const expression = readPattern(pattern)
    const found = keys.data!.keys.filter(({ key, kind }) => kind === 'number' && expression?.test(key))
    return found.map(({ key }) => key).slice(0, metricsAtMost)
  }, [isKnown, keys.data, pattern, named.join('\n')])
}
const none: string[] = []

function readPattern(text: string): RegExp | null {
  try {
    return new RegExp(text)
  } catch {
    return null
  }
}

interface LinesAsked {
  config: Record<string, unknown>
  shown: ShownRun[]
  metrics: string[]
  x: string
  range: Extent | null
  enabled: boolean
}

function useLines({ config, shown, metrics, x, range, enabled }: LinesAsked): {
  lines: ChartLine[]
  isPending: boolean
} {
  const places = [...Map.groupBy(shown, ({ at }) => `${at.entity}/${at.project}`).values()]
  const asked = metrics.flatMap((metric) => places.map((runs) => ({ metric, runs, at: runs[0]!.at })))
  const answers = useQueries({
    queries: asked.map(({ metric, runs, at }) => ({
      ...seriesQuery({
        ...{ at, runs: [...new Set(runs.map(({ run }) => run.name))], stream: 'history', key: metric },
        ...{ x, buckets: 500, range },
      }),
      enabled,
    })),
  })
  const weight = Number(config['smoothingWeight'] ?? 0)
  const smoothing = weight > 0 && weight < 1 ? weight : 0
  const lines = asked.flatMap(({ metric, runs }, index) =>
    runs.flatMap((shownRun, order) => {
      const series = (answers[index]?.data ?? []).filter(({ run }) => run === shownRun.run.name)
      const name = metrics.length > 1 ? `${shownRun.run.displayName} ${metric}` : shownRun.run.displayName
      const dash = metrics.indexOf(metric) === 0 ? shownRun.ink.dash : [2 + metrics.indexOf(metric) * 2, 3]
      const looks = { smoothing, band: true, nameOf: () => name, inkOf: () => ({ ...shownRun.ink, dash }) }
      return toLines(series, looks).map((line) => ({ ...line, run: `${shownRun.id}:${metric}:${order}` }))
    }),
  )
  return { lines, isPending: answers.some(({ isPending }) => isPending) }
}

/** What of the panel is not shown, in words. */
function notesOf(config: Record<string, unknown>, all: number, shown: number): string[] {
  const notes = all > shown ? [`${shown} of ${all} runs.`] : []
  if (Array.isArray(config['expressions']) && config['expressions'].length > 0)
    notes.push('Expressions are not computed here.')
  if (config['groupBy'] && config['groupBy'] !== 'None') notes.push('Not grouped here: each run has its own line.')
  if (Number(config['smoothingWeight'] ?? 0) >= 1) notes.push('Not smoothed here.')
  return notes
}
