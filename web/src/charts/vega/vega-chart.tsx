import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useInView } from '../in-view.ts'
import type { Drawing } from './render.ts'
import styles from './vega-chart.module.css'

interface VegaChartProps {
  title: string
  spec: Record<string, unknown>
  rows: Record<string, unknown>[]
  height?: number
}

/** A chart by Vega-Lite. The library is loaded with the first that comes into view. */
export function VegaChart({ title, spec, rows, height = 260 }: VegaChartProps) {
  const [element, inView] = useInView()
  const target = useRef<HTMLDivElement>(null)
  const [fault, setFault] = useState<string | null>(null)
  const scheme = useComputedColorScheme('light')

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read when the chart is drawn, so a new scheme is a new drawing
  useEffect(() => {
    const place = target.current
    if (!inView || !place) return
    let drawing: Drawing | undefined
    let isGone = false
    const seen = new ResizeObserver(() => drawing?.resize(place.clientWidth))
    import('./render.ts')
      .then(({ drawChart }) => drawChart(place, { spec, rows, width: place.clientWidth, height }))
      .then((made) => {
        if (isGone) return made.remove()
        drawing = made
        setFault(null)
        seen.observe(place)
      })
      .catch((error: unknown) => setFault(error instanceof Error ? error.message : String(error)))
    return () => {
      isGone = true
      seen.disconnect()
      drawing?.remove()
    }
  }, [inView, spec, rows, height, scheme])

  return (
    <div ref={element}>
      {fault && <p className={styles.fault}>This chart cannot be drawn: {fault}</p>}
      <div ref={target} className={styles.chart} role="img" aria-label={title} hidden={fault !== null} />
    </div>
  )
}
