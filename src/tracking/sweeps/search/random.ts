import type { Parameter } from '../config/parameter.ts'
import { valueAt } from './quantile.ts'
import type { Suggestion } from './suggestion.ts'

/** One value of each parameter, each from its own distribution. `random` is even over 0 <= u < 1. */
export function randomSuggestion(parameters: readonly Parameter[], random: () => number): Suggestion {
  return suggestionAt(
    parameters,
    parameters.map(() => random()),
  )
}

/** The values at these positions of the parameters' distributions. */
export function suggestionAt(parameters: readonly Parameter[], positions: readonly number[]): Suggestion {
  const values = parameters.map(({ distribution }, index) => valueAt(distribution, positions[index]!))
  return { values, point: JSON.stringify(positions) }
}
