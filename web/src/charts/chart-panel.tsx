import { ActionIcon, Modal, Tooltip } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { ExpandIcon, ResetIcon } from '../components/icons.tsx'
import { useRemembered } from '../components/remembered.ts'
import { Failure } from '../components/states.tsx'
import { type SeriesAsked, useSeries } from '../queries/series.ts'
import type { ProjectAddress, Stream } from '../queries/tracking.ts'
import styles from './chart-panel.module.css'
import { useInView } from './in-view.ts'
import { LineChart } from './line-chart.tsx'
import { type ChartLine, type Extent, toLines } from './lines.ts'
import type { ChartSettings } from './looks.ts'
import type { Ink } from './palette.ts'
import { xAxisOf } from './settings.ts'

/** What the charts of a page have in common. */
export interface ChartScene {
  at: ProjectAddress
  runs: string[]
  stream: Stream
  settings: ChartSettings
  /** metric -> the metric that its run declared as its x axis */
  xAxis: Record<string, string>
  nameOf(run: string): string
  inkOf(run: string): Ink
}

interface PanelProps {
  scene: ChartScene
  metric: string
  title: string
  /** What else may be done with the panel where it stands. */
  tools?: ReactNode
}

const heights = { panel: 208, large: 460 }

/** One metric of all visible runs. Asks for its points only while it is in view. */
export function ChartPanel({ scene, metric, title, tools }: PanelProps) {
  const [element, inView] = useInView()
  const [large, setLarge] = useState(false)
  const [range, setRange] = useState<Extent | null>(null)
  const [logY, setLogY] = useRemembered(`log:${scene.at.entity}/${scene.at.project}/${metric}`, false)
  const shared = { scene, metric, range, setRange, logY }
  return (
    <div ref={element} className={styles.panel} data-metric={metric}>
      <header className={styles.head}>
        <h3 className="clip" title={metric}>
          {title}
        </h3>
        <div className={styles.tools}>
          {tools}
          {range && (
            <Tooltip label="Reset zoom (double click)">
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={`Reset zoom of ${metric}`}
                onClick={() => setRange(null)}
              >
                <ResetIcon size={14} />
              </ActionIcon>
            </Tooltip>
          )}
          <button
            type="button"
            className={styles.log}
            aria-pressed={logY}
            aria-label={`log y axis of ${metric}`}
            title="Logarithmic y axis"
            onClick={() => setLogY(!logY)}
          >
            log
          </button>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Enlarge ${metric}`}
            title="Enlarge"
            onClick={() => setLarge(true)}
          >
            <ExpandIcon size={13} />
          </ActionIcon>
        </div>
      </header>
      <div style={{ height: heights.panel }}>
        {inView && <Lines {...shared} height={heights.panel} buckets={500} />}
      </div>
      <Modal opened={large} onClose={() => setLarge(false)} title={metric} size="min(1200px, 94vw)" centered>
        {large && <Lines {...shared} height={heights.large} buckets={1500} />}
      </Modal>
    </div>
  )
}

interface LinesProps {
  scene: ChartScene
  metric: string
  range: Extent | null
  setRange: (range: Extent | null) => void
  logY: boolean
  height: number
  buckets: number
}

function Lines({ scene, metric, range, setRange, logY, height, buckets }: LinesProps) {
  const { at, runs, stream, settings, xAxis, nameOf, inkOf } = scene
  const axis = xAxisOf(settings.x, metric, xAxis)
  // A zoom belongs to the axis on which it was drawn.
  const zoom = useZoomOf(axis.x, range, setRange)
  const asked: SeriesAsked = { at, runs, stream, key: metric, x: axis.x, buckets, range: zoom.range }
  const query = useSeries(asked)
  const { smoothing, band } = settings
  const lines = useMemo(() => {
    const visible = new Set(runs)
    const series = (query.data ?? []).filter((each) => visible.has(each.run))
    return toLines(series, { smoothing, band, nameOf, inkOf })
  }, [query.data, runs, smoothing, band, nameOf, inkOf])

  if (query.error && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />
  if (runs.length === 0) return <Nothing text="No run is shown. Switch one on in the list of runs." />
  if (query.isPending) return <Nothing text="" busy />
  if (lines.every((each) => each.x.length === 0)) {
    return (
      <Nothing
        text={
          zoom.range
            ? 'No points in this range.'
            : settings.x === 'step'
              ? 'No points yet.'
              : 'No points on this x axis.'
        }
        reset={zoom.range ? () => setRange(null) : undefined}
      />
    )
  }
  return <Drawn {...{ lines, metric, height, logY, axis, zoom, stream }} />
}

interface DrawnProps {
  lines: ChartLine[]
  metric: string
  height: number
  logY: boolean
  axis: ReturnType<typeof xAxisOf>
  zoom: { range: Extent | null; set(range: Extent | null): void }
  stream: Stream
}

const Drawn = ({ lines, metric, height, logY, axis, zoom, stream }: DrawnProps) => (
  <LineChart
    title={metric}
    lines={lines}
    range={zoom.range}
    height={height}
    xKind={axis.kind}
    xName={axis.name}
    logY={logY}
    syncKey={`${stream}:${axis.x}`}
    onZoom={zoom.set}
  />
)

function useZoomOf(x: string, range: Extent | null, setRange: (range: Extent | null) => void) {
  const [zoomedX, setZoomedX] = useState(x)
  return {
    range: zoomedX === x ? range : null,
    set(next: Extent | null) {
      setZoomedX(x)
      setRange(next)
    },
  }
}

function Nothing({ text, busy, reset }: { text: string; busy?: boolean; reset?: () => void }) {
  return (
    <div className={styles.nothing} aria-busy={busy}>
      {busy ? <span className={styles.busy} /> : <p>{text}</p>}
      {reset && (
        <button type="button" className={styles.log} onClick={reset}>
          Reset zoom
        </button>
      )}
    </div>
  )
}
