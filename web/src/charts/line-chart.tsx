import 'uplot/dist/uPlot.min.css'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import { readable } from '../text/numbers.ts'
import styles from './line-chart.module.css'
import type { ChartLine, Extent } from './lines.ts'
import { createPlot, type Plot, type PlotLooks } from './plot.ts'

interface LineChartProps extends PlotLooks {
  title: string
  lines: ChartLine[]
  range: Extent | null
  height: number
  onZoom: (range: Extent | null) => void
}

/** Draws lines and keeps them drawn: new points move in without a new chart, so that zoom and hover stay. */
export function LineChart(props: LineChartProps) {
  const { title, lines, range, height, xKind, xName, logY, syncKey } = props
  const scheme = useComputedColorScheme('light')
  const target = useRef<HTMLDivElement>(null)
  const readout = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot | null>(null)
  const zoom = useEffectEvent(props.onZoom)
  const current = useEffectEvent(() => ({ lines, range }))

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours of axes are read when the chart is made, so a new scheme is a new chart
  useLayoutEffect(() => {
    const element = target.current!
    const made = createPlot(
      element,
      { width: element.clientWidth, height, series: [] },
      { xKind, xName, logY, syncKey },
      {
        onZoom: (next) => zoom(next),
        onRead: (reading) => {
          if (!readout.current) return
          readout.current.textContent = reading?.text ?? ''
          readout.current.style.color = reading?.line.ink.color ?? ''
        },
      },
    )
    plot.current = made
    const now = current()
    made.update(now.lines, now.range)
    const observer = new ResizeObserver(() => made.resize(element.clientWidth, height))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [scheme, height, xKind, xName, logY, syncKey])

  useEffect(() => plot.current?.update(lines, range), [lines, range])

  return (
    <figure className={styles.chart} aria-label={title}>
      <div ref={target} style={{ height }} aria-hidden="true" />
      <div ref={readout} className={styles.readout} aria-hidden="true" />
      <Summary title={title} lines={lines} />
    </figure>
  )
}

/** The chart for those who do not see it: each line's last value and extremes. */
function Summary({ title, lines }: { title: string; lines: ChartLine[] }) {
  return (
    <table className="unseen">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">Last</th>
          <th scope="col">Least</th>
          <th scope="col">Greatest</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => {
          const [least, greatest] = extremes(line)
          return (
            <tr key={line.run}>
              <th scope="row">{line.name}</th>
              <td>{readable(line.raw.findLast((each) => each !== null) ?? Number.NaN)}</td>
              <td>{readable(least)}</td>
              <td>{readable(greatest)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function extremes(line: ChartLine): [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const values of [line.raw, line.band?.min ?? [], line.band?.max ?? []]) {
    for (const value of values) {
      if (value === null) continue
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
  }
  return least <= greatest ? [least, greatest] : [Number.NaN, Number.NaN]
}
