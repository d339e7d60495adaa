import type { Logged, SeriesLine } from '../../../src/wire/app/contract.ts'
import type { Ink } from './palette.ts'
import { smooth } from './smooth.ts'

/** One run's line in a chart, ready to be drawn. A gap is null: nothing was logged, or something that is no finite number. */
export interface ChartLine {
  run: string
  name: string
  ink: Ink
  /** Ascending. */
  x: number[]
  /** What is drawn: smoothed where smoothing is on. */
  y: (number | null)[]
  /** As logged, drawn faintly behind a smoothed line; else the same array as `y`. */
  raw: (number | null)[]
  /** Extremes of each bucket; null where each bucket is one point. */
  band: { min: (number | null)[]; max: (number | null)[] } | null
  /** What was logged at a point, for reading: `NaN` too. */
  logged: Logged[]
}

export interface LineLooks {
  smoothing: number
  band: boolean
  nameOf(run: string): string
  inkOf(run: string): Ink
}

const finite = (value: Logged): number | null => (typeof value === 'number' ? value : null)

export function toLines(series: readonly SeriesLine[], looks: LineLooks): ChartLine[] {
  return series.map((line) => {
    const raw = line.last.map(finite)
    return {
      run: line.run,
      name: looks.nameOf(line.run),
      ink: looks.inkOf(line.run),
      x: line.x,
      y: looks.smoothing > 0 ? smooth(raw, looks.smoothing) : raw,
      raw,
      band: looks.band && !line.exact ? { min: line.min.map(finite), max: line.max.map(finite) } : null,
      logged: line.last,
    }
  })
}

/** Index of the element of an ascending list that is nearest to a value; -1 in an empty one. */
export function nearest(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length - 1
  if (high < 0) return -1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (ascending[middle]! <= value) low = middle
    else high = middle
  }
  return Math.abs(ascending[low]! - value) <= Math.abs(ascending[high]! - value) ? low : high
}

export type Extent = [number, number]

/** From the least to the greatest x of all lines. */
export function extentOfX(lines: readonly ChartLine[]): Extent | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { x } of lines) {
    if (x.length === 0) continue
    low = Math.min(low, x[0]!)
    high = Math.max(high, x.at(-1)!)
  }
  if (low > high) return null
  // An axis that nearly begins at nought begins there: the first x of a line is that of its first bucket's last point.
  return low > 0 && low < (high - low) * 0.02 ? [0, high] : [low, high]
}

/** From the least to the greatest y that is drawn between two x, with a little air; positive values alone on a log axis. */
export function extentOfY(lines: readonly ChartLine[], [from, to]: Extent, log: boolean): Extent {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const look = (value: number | null | undefined) => {
    if (value === null || value === undefined || (log && value <= 0)) return
    if (value < low) low = value
    if (value > high) high = value
  }
  for (const line of lines) {
    for (let i = 0; i < line.x.length; i++) {
      if (line.x[i]! < from || line.x[i]! > to) continue
      look(line.y[i])
      look(line.raw[i])
      look(line.band?.min[i])
      look(line.band?.max[i])
    }
  }
  if (low > high) return log ? [0.1, 1] : [0, 1]
  return log ? [low / 1.15, high * 1.15] : withAir(low, high)
}

function withAir(low: number, high: number): Extent {
  const air = high === low ? Math.abs(high) * 0.1 || 1 : (high - low) * 0.06
  return [low - air, high + air]
}
