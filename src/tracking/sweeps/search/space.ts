import { type Distribution, isSearched, type Parameter } from '../config/parameter.ts'
import { indexAt, positionOf, valueAt } from './quantile.ts'

/**
 * Suggestions as points in a unit cube, for a search that goes by distance. A number stands at its position in its distribution, so that
 * a logarithmic range is even; a category has a dimension of its own, since none is nearer to another.
 */
export interface Space {
  dimensions: number
  /** `positions` are those of all parameters; values that are rounded are taken for what they are rounded to. */
  place(positions: readonly number[]): Float64Array
  /** Whether nothing is continuous. */
  discrete: boolean
}

export function createSpace(parameters: readonly Parameter[]): Space {
  const widths = parameters.map((parameter) => {
    if (!isSearched(parameter)) return 0
    return parameter.distribution.kind === 'categorical' ? parameter.distribution.values.length : 1
  })
  const dimensions = widths.reduce((sum, width) => sum + width, 0)
  return {
    dimensions,
    discrete: !parameters.some(({ distribution }) => isContinuous(distribution)),
    place(positions) {
      const point = new Float64Array(dimensions)
      let at = 0
      for (const [index, { distribution }] of parameters.entries()) {
        const position = positions[index] ?? 0.5
        // Two categories are as far apart as the ends of a range.
        if (distribution.kind === 'categorical') point[at + indexAt(distribution, position)] = Math.SQRT1_2
        else if (widths[index] === 1)
          point[at] = isContinuous(distribution) ? position : roundedAt(distribution, position)
        at += widths[index]!
      }
      return point
    },
  }
}

const isContinuous = (distribution: Distribution): boolean => 'step' in distribution && distribution.step === null

const roundedAt = (distribution: Distribution, position: number): number =>
  positionOf(distribution, valueAt(distribution, position)) ?? position
