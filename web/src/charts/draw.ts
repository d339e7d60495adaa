import type uPlot from 'uplot'
import type { ChartLine } from './lines.ts'

type Values = readonly (number | null)[]

/** Draws all lines into uPlot's canvas between its grid and its cursor: bands first, then what is faint, then the lines. */
export function drawLines(chart: uPlot, lines: readonly ChartLine[], focused: string | null): void {
  const { ctx, bbox } = chart
  const density = devicePixelRatio
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top - 2 * density, bbox.width, bbox.height + 4 * density)
  ctx.clip()
  ctx.lineJoin = 'round'
  // The first line is the newest run: it lies on top.
  const upwards = lines.toReversed()
  for (const line of upwards) if (line.band) drawBand(chart, line, line.band)
  for (const line of upwards) {
    if (line.raw === line.y) continue
    ctx.globalAlpha = 0.28
    stroke(chart, line, line.raw, density)
  }
  for (const line of upwards) {
    ctx.globalAlpha = focused === null || focused === line.run ? 1 : 0.35
    stroke(chart, line, line.y, (focused === line.run ? 2.4 : 1.6) * density)
  }
  ctx.restore()
}

function stroke(chart: uPlot, line: ChartLine, values: Values, width: number) {
  const { ctx } = chart
  ctx.strokeStyle = line.ink.color
  ctx.fillStyle = line.ink.color
  ctx.lineWidth = width
  ctx.setLineDash(line.ink.dash.map((each) => each * devicePixelRatio))
  ctx.beginPath()
  for (const [from, to] of stretches(chart, values)) {
    if (to - from === 1) {
      dot(chart, line.x[from]!, values[from]!)
      continue
    }
    for (let i = from; i < to; i++) {
      const [x, y] = place(chart, line.x[i]!, values[i]!)
      if (i === from) ctx.moveTo(x, y)
      else ctx.lineTo(x, y)
    }
  }
  ctx.stroke()
}

/** A point alone between gaps would be no line at all. */
function dot(chart: uPlot, x: number, y: number) {
  const { ctx } = chart
  const [left, top] = place(chart, x, y)
  ctx.moveTo(left, top)
  ctx.fillRect(left - 1.5 * devicePixelRatio, top - 1.5 * devicePixelRatio, 3 * devicePixelRatio, 3 * devicePixelRatio)
}

function drawBand(chart: uPlot, line: ChartLine, { min, max }: { min: Values; max: Values }) {
  const { ctx } = chart
  ctx.globalAlpha = 0.13
  ctx.fillStyle = line.ink.color
  for (const [from, to] of stretches(chart, min)) {
    ctx.beginPath()
    for (let i = from; i < to; i++) ctx.lineTo(...place(chart, line.x[i]!, max[i] ?? min[i]!))
    for (let i = to - 1; i >= from; i--) ctx.lineTo(...place(chart, line.x[i]!, min[i]!))
    ctx.fill()
  }
}

/** Runs of values without a gap, as [first, behind the last]. What a log axis cannot show is a gap. */
function* stretches(chart: uPlot, values: Values): Generator<[number, number]> {
  const log = chart.scales['y']?.distr === 3
  let from = -1
  for (let i = 0; i <= values.length; i++) {
    const value = values[i]
    const drawn = value !== null && value !== undefined && !(log && value <= 0)
    if (drawn && from < 0) from = i
    if (!drawn && from >= 0) {
      yield [from, i]
      from = -1
    }
  }
}

const place = (chart: uPlot, x: number, y: number): [number, number] => [
  chart.valToPos(x, 'x', true),
  chart.valToPos(y, 'y', true),
]
