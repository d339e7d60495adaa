import { readable, ticks } from '../text/numbers.ts'
import { duration } from '../text/time.ts'

/** What stands on the x axis: any number, seconds since the run began, or seconds since 1970. */
export type XKind = 'number' | 'relative' | 'wall'

const minute = 60
const hour = 3600
const day = 86_400

/** Tick distances that read well as lengths of time, in seconds. */
export const durationSteps = [
  0.001,
  0.01,
  0.1,
  0.5,
  1,
  2,
  5,
  10,
  15,
  30,
  ...[1, 2, 5, 10, 15, 30].map((each) => each * minute),
  ...[1, 2, 4, 6, 12].map((each) => each * hour),
  ...[1, 2, 5, 10, 20, 50, 100].map((each) => each * day),
]

const clock = (at: number, step: number): string => {
  const time = new Date(at * 1000)
  if (step >= day) return time.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })
  return time.toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(step < minute && { second: '2-digit' }),
  })
}

function length(seconds: number, step: number): string {
  if (step >= day) return `${Math.round(seconds / day)} d`
  if (step >= hour) return `${Math.round(seconds / hour)} h`
  if (step >= minute) {
    const minutes = Math.round(seconds / minute)
    return minutes < 120 || minutes % 60 !== 0 ? `${minutes} min` : `${minutes / 60} h`
  }
  return `${Number(seconds.toFixed(3))} s`
}

/** Labels of the x axis for ticks this far apart. */
export function xTicks(kind: XKind, values: number[], step: number): string[] {
  if (kind === 'wall') return values.map((each) => clock(each, step))
  if (kind === 'relative') return values.map((each) => length(each, step))
  return ticks(values)
}

/** One x for the tooltip, exactly. */
export function xLabel(kind: XKind, name: string, value: number): string {
  if (kind === 'wall')
    return new Date(value * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
  if (kind === 'relative') return `after ${duration(value * 1000)}`
  return `${name} ${readable(value, 8)}`
}
