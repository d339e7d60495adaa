import uPlot from 'uplot'
import { ticks } from '../text/numbers.ts'
import { durationSteps, type XKind, xLabel, xTicks } from './axis.ts'
import { drawLines } from './draw.ts'
import { type ChartLine, type Extent, extentOfX, extentOfY } from './lines.ts'
import { hideTooltip, type Reading, readAt, showTooltip } from './tooltip.ts'

export interface PlotLooks {
  xKind: XKind
  xName: string
  logY: boolean
  /** Charts of the same key move their cursors together. */
  syncKey: string
}

export interface PlotEvents {
  onZoom(range: Extent | null): void
  /** What the line nearest to the cursor says, here or by a cursor moved in another chart; null when it is gone. */
  onRead(reading: Reading | null): void
}

/** One line chart: uPlot has the axes, the cursor and the selection, the lines are drawn by us (each run has its own x values). */
export interface Plot {
  update(lines: readonly ChartLine[], range: Extent | null): void
  resize(width: number, height: number): void
  destroy(): void
}

export function createPlot(target: HTMLElement, size: uPlot.Options, looks: PlotLooks, events: PlotEvents): Plot {
  let lines: readonly ChartLine[] = []
  let range: Extent | null = null
  let focused: string | null = null

  const xExtent = (): Extent => padded(range ?? extentOfX(lines) ?? [0, 1])
  const yExtent = (chart: uPlot): Extent =>
    extentOfY(lines, [chart.scales['x']?.min ?? xExtent()[0], chart.scales['x']?.max ?? xExtent()[1]], looks.logY)

  const moved = (chart: uPlot) => {
    const { left, top } = chart.cursor
    const isHere = chart.over.matches(':hover')
    if (left === undefined || left < 0 || lines.length === 0) {
      events.onRead(null)
      focus(chart, null)
      if (isHere || !document.querySelector('.u-over:hover')) hideTooltip()
      return
    }
    const x = chart.posToVal(left, 'x')
    const readings = readAt(lines, x, reach(chart))
    const closest = isHere
      ? nearestTo(chart, readings, top ?? 0)
      : (readings.find((each) => each.line.run === shared) ?? null)
    if (isHere) shared = closest?.line.run ?? null
    events.onRead(closest ?? readings[0] ?? null)
    focus(chart, closest?.line.run ?? null)
    if (!isHere) return
    if (readings.length === 0) return hideTooltip()
    const place = chart.over.getBoundingClientRect()
    const at = closest?.line.x[closest.index] ?? x
    showTooltip(
      { left: place.left + left, top: place.top + (top ?? 0) },
      xLabel(looks.xKind, looks.xName, at),
      readings,
      closest?.line.run ?? null,
    )
  }

  const focus = (chart: uPlot, run: string | null) => {
    if (lines.length < 2 || run === focused) return
    focused = run
    chart.redraw(false, false)
  }

  const chart = new uPlot(
    {
      ...size,
      legend: { show: false },
      padding: [8, 12, 0, 0],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        // Others follow the pointer; what is drawn over one chart zooms that one alone.
        sync: { key: looks.syncKey, setSeries: false, filters: { pub: isMove, sub: isMove } },
        bind: { dblclick: () => () => reset(events) },
      },
      scales: {
        x: { time: looks.xKind === 'wall', range: () => xExtent() },
        y: { distr: looks.logY ? 3 : 1, range: (self) => yExtent(self) },
      },
      axes: axes(looks),
      series: [{}, { stroke: 'transparent', paths: () => null, points: { show: false } }],
      hooks: {
        draw: [(self) => drawLines(self, lines, focused)],
        setCursor: [moved],
        setSelect: [
          (self) => {
            const { left, width } = self.select
            if (width < 4) return
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
            events.onZoom([self.posToVal(left, 'x'), self.posToVal(left + width, 'x')])
          },
        ],
      },
    },
    frame([], null),
    target,
  )
  return {
    update(next, zoomed) {
      lines = next
      range = zoomed
      chart.setData(frame(next, zoomed), true)
      if ((chart.cursor.left ?? -1) >= 0) moved(chart)
    },
    resize: (width, height) => chart.setSize({ width, height }),
    destroy() {
      if (chart.over.matches(':hover')) hideTooltip()
      chart.destroy()
    },
  }
}

const isMove = (event: string): boolean => event === 'mousemove' || event === 'mouseleave'

/** A double click is ours: uPlot would only look at its own data. */
const reset = (events: PlotEvents): null => {
  events.onZoom(null)
  return null
}

/** Which run the pointer is nearest to, told to the charts whose cursors follow. */
let shared: string | null = null

/** The corners of what is shown: uPlot needs data to have scales. */
function frame(lines: readonly ChartLine[], range: Extent | null): uPlot.AlignedData {
  const x = range ?? extentOfX(lines) ?? [0, 1]
  return [padded(x), [1, 1]]
}

/** One single x stands in the middle. */
const padded = ([from, to]: Extent): Extent => (from === to ? [from - 0.5, to + 0.5] : [from, to])

/** How far a point may be from the cursor to be read: a fortieth of the axis. */
const reach = (chart: uPlot): number => ((chart.scales['x']?.max ?? 1) - (chart.scales['x']?.min ?? 0)) / 40

function nearestTo(chart: uPlot, readings: Reading[], top: number): Reading | null {
  let best: Reading | null = null
  let least = Number.POSITIVE_INFINITY
  for (const reading of readings) {
    if (reading.y === null) continue
    const distance = Math.abs(chart.valToPos(reading.y, 'y') - top)
    if (distance < least) [best, least] = [reading, distance]
  }
  return best
}

function axes(looks: PlotLooks): uPlot.Axis[] {
  const css = getComputedStyle(document.documentElement)
  const ink = css.getPropertyValue('--dim').trim()
  const grid = { stroke: css.getPropertyValue('--grid').trim(), width: 1 }
  const font = "11px 'Inter Variable', ui-sans-serif, system-ui, sans-serif"
  const common = { stroke: ink, font, grid, ticks: { show: false } }
  return [
    {
      ...common,
      grid: { show: false },
      size: 26,
      gap: 4,
      space: 70,
      ...(looks.xKind === 'relative' && { incrs: durationSteps }),
      values: (_self, splits, _axis, _space, step) => xTicks(looks.xKind, splits, step),
    },
    {
      ...common,
      size: (_self, values) => Math.max(34, 10 + Math.max(0, ...(values ?? []).map((each) => each?.length ?? 0)) * 6.6),
      gap: 4,
      space: 34,
      values: (self, splits) => (self.scales['y']?.distr === 3 ? logTicks(splits) : ticks(splits)),
    },
  ]
}

/** On a log axis only the powers of ten are labelled, or all when there are few. */
function logTicks(splits: number[]): (string | null)[] {
  const isPower = (value: number) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9
  const powers = splits.filter(isPower).length
  return splits.map((each) => (powers < 2 || isPower(each) ? Number(each.toPrecision(3)).toString() : null))
}
