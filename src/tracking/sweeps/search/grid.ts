import { asFloat, numberIn } from '../config/exact-number.ts'
import type { Distribution, Parameter } from '../config/parameter.ts'
import { indexOf, valueKey } from './quantile.ts'
import type { Suggestion } from './suggestion.ts'

/** Values that a parameter of a grid takes, by number. A value that is listed twice is one. */
interface Axis {
  size: number
  at(index: number): unknown
  /** Below 0 for a value that it does not take. */
  indexOf(value: unknown): number
}

/** Every combination of the parameters' values, once: the last parameter changes first. Points are numbered and never listed. */
export interface Grid {
  /** How many points there are; Infinity where a number cannot hold it. */
  size: number
  at(index: number): Suggestion
  /** The number of the point with these values, or null where they are none of the grid's. */
  pointOf(values: readonly unknown[]): string | null
  /** The first point that is not among `taken`; null when all are. */
  next(taken: ReadonlySet<string>): Suggestion | null
}

export function createGrid(parameters: readonly Parameter[]): Grid {
  const axes = parameters.map(({ distribution }) => axisOf(distribution))
  const size = axes.reduce((product, axis) => product * axis.size, 1)

  const grid: Grid = {
    size: Number.isSafeInteger(size) ? size : Number.POSITIVE_INFINITY,

    at(index) {
      let rest = index
      const values = new Array<unknown>(axes.length)
      for (let axis = axes.length - 1; axis >= 0; axis--) {
        const { size, at } = axes[axis]!
        values[axis] = at(rest % size)
        rest = Math.floor(rest / size)
      }
      return { values, point: String(index) }
    },

    pointOf(values) {
      let point = 0
      for (const [axis, { size, indexOf }] of axes.entries()) {
        const index = indexOf(values[axis])
        if (index < 0) return null
        point = point * size + index
      }
      return String(point)
    },

    next(taken) {
      // Of one more point than are taken, one is free.
      for (let index = 0; index < grid.size && index <= taken.size; index++)
        if (!taken.has(String(index))) return grid.at(index)
      return null
    },
  }
  return grid
}

function axisOf(distribution: Distribution): Axis {
  if (distribution.kind === 'constant') return { size: 1, at: () => distribution.value, indexOf: () => 0 }
  if (distribution.kind === 'int_uniform') {
    const { min, max } = distribution
    const inRange = (value: unknown) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max
    return {
      size: max - min + 1,
      at: (index) => min + index,
      indexOf: (value) => (inRange(value) ? Number(value) - min : -1),
    }
  }
  if (distribution.kind === 'categorical') {
    const values = distinct(distribution.values)
    return { size: values.length, at: (index) => values[index], indexOf: (value) => indexOf(values, value) }
  }
  return stepAxis(distribution)
}

function distinct(values: unknown[]): unknown[] {
  const found = new Map<string, unknown>()
  for (const value of values) if (!found.has(valueKey(value))) found.set(valueKey(value), value)
  return [...found.values()]
}

/** From `min` in steps of `q`, with `max` where a step meets it. */
function stepAxis(distribution: Distribution): Axis {
  if (distribution.kind !== 'uniform' || !distribution.step)
    throw new Error(`A grid has no ${distribution.kind} parameter.`)
  const { min, max, step } = distribution
  const isWhole = step.integer && Number.isInteger(min)
  const size = Math.floor((max - min) / step.q + 1e-9) + 1
  return {
    size,
    at(index) {
      const value = Number((min + index * step.q).toPrecision(12))
      return isWhole ? value : asFloat(value)
    },
    indexOf(value) {
      const index = Math.round(((numberIn(value) ?? Number.NaN) - min) / step.q)
      return index >= 0 && index < size && Math.abs(min + index * step.q - Number(numberIn(value))) < step.q * 1e-6
        ? index
        : -1
    },
  }
}
