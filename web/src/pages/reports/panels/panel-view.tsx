import type { ReactNode } from 'react'
import type { ProjectAddress } from '../../../queries/tracking.ts'
import { readable } from '../../../text/numbers.ts'
import { Markdown } from '../markdown.tsx'
import styles from '../panel-grid.module.css'
import type { ShownRun } from '../shown-runs.ts'
import type { Panel } from '../spec.ts'
import { nameOfValue, numberOf, together } from '../values.ts'
import { BarPanel } from './bar-panel.tsx'
import { ComparerPanel } from './comparer-panel.tsx'
import { LinePanel } from './line-panel.tsx'
import { Nothing, type PanelProps, textsOf } from './panel.tsx'
import { ParallelPanel } from './parallel-panel.tsx'
import { PresetPanel } from './preset-panel.tsx'
import { ScatterPanel } from './scatter-panel.tsx'

interface Kind {
  /** What it is called where it has no title. */
  name(config: Record<string, unknown>): string
  view?(props: PanelProps): ReactNode
}

const metrics = ({ metrics: named, metricRegex }: Record<string, unknown>) =>
  textsOf(named).map(nameOfValue).join(', ') || (metricRegex ? `Metrics like ${metricRegex}` : 'Metrics')

const kinds: Record<string, Kind> = {
  'Run History Line Plot': { name: metrics, view: (props) => <LinePanel {...props} /> },
  'Bar Chart': { name: metrics, view: (props) => <BarPanel {...props} /> },
  'Scatter Plot': {
    name: ({ xAxis, yAxis }) => `${nameOfValue(String(yAxis ?? ''))} by ${nameOfValue(String(xAxis ?? ''))}`,
    view: (props) => <ScatterPanel {...props} />,
  },
  'Scalar Chart': { name: metrics, view: (props) => <ScalarPanel {...props} /> },
  'Parallel Coordinates Plot': { name: () => 'Parallel coordinates', view: (props) => <ParallelPanel {...props} /> },
  'Markdown Panel': { name: () => '', view: ({ config }) => <Markdown text={String(config['value'] ?? '')} /> },
  'Run Comparer': { name: () => 'Compared runs', view: (props) => <ComparerPanel {...props} /> },
  Vega2: {
    name: ({ panelDefId }) => String(panelDefId ?? 'Custom chart'),
    view: (props) => <PresetPanel {...props} />,
  },
  'Code Comparer': { name: () => 'Compared code' },
  'Parameter Importance': { name: () => 'Importance of parameters' },
  'Media Browser': { name: ({ mediaKeys }) => textsOf(mediaKeys).join(', ') || 'Media' },
  Weave: { name: () => 'Weave panel' },
}

/** One panel; a kind that cannot be shown is named in its place. */
export function PanelView({ panel, runs, at }: { panel: Panel; runs: ShownRun[]; at: ProjectAddress }) {
  const config = panel.config ?? {}
  const kind = kinds[panel.viewType]
  const title = String(config['chartTitle'] || config['title'] || kind?.name(config) || '')
  const { x = 0, y = 0, w = 8, h = 6 } = panel.layout ?? {}
  const height = Math.max(bounded(h, 60, 1) * 54 - 64, 120)
  const place = panel.layout
    ? {
        gridColumn: `${bounded(x, 23) + 1} / span ${bounded(w, 24, 1)}`,
        gridRow: `${bounded(y, 5000) + 1} / span ${bounded(h, 60, 1)}`,
      }
    : { gridColumn: 'span 8', gridRow: 'span 6' }
  return (
    <article className={styles.panel} style={place} data-panel={panel.viewType} aria-label={title || panel.viewType}>
      {title && (
        <h3 className="clip" title={title}>
          {title}
        </h3>
      )}
      <div className={styles.body}>
        {kind?.view ? (
          kind.view({ config, runs, at, height })
        ) : (
          <NotShown name={kind ? panel.viewType : `“${panel.viewType}”`} />
        )}
      </div>
    </article>
  )
}

const bounded = (value: number, most: number, least = 0) =>
  Math.min(Math.max(Math.round(Number(value) || 0), least), most)

const NotShown = ({ name }: { name: string }) => (
  <Nothing>A panel of the kind {name} stands here, which this page does not show. It is kept as it is.</Nothing>
)

function ScalarPanel({ config, runs }: PanelProps) {
  const [metric = ''] = textsOf(config['metrics'])
  const numbers = runs.flatMap(({ run }) => numberOf(run, metric) ?? [])
  const value = together(numbers, config['groupAgg'])
  if (value === null) return <Nothing>No run has a number “{nameOfValue(metric)}”.</Nothing>
  return (
    <div className={`num ${styles.scalar}`}>
      <span>
        {readable(value)}
        <span className={styles.note}>
          {' '}
          {numbers.length > 1 ? `${String(config['groupAgg'] ?? 'mean')} of ${numbers.length} runs` : ''}
        </span>
      </span>
    </div>
  )
}
