import { asFloat, isRaw, numberIn } from '../config/exact-number.ts'
import type { Distribution, Step } from '../config/parameter.ts'
import { betaCdf, betaQuantile } from './beta.ts'
import { normalCdf, normalQuantile } from './normal.ts'

/** The value of a parameter at `u` of its distribution, 0 <= u < 1: drawn evenly, it is a random sample. */
export function valueAt(distribution: Distribution, u: number): unknown {
  if (distribution.kind === 'constant') return distribution.value
  if (distribution.kind === 'categorical') return distribution.values[indexAt(distribution, u)]
  if (distribution.kind === 'int_uniform') {
    const { min, max } = distribution
    return Math.min(min + Math.floor(u * (max - min + 1)), max)
  }
  // A tail of the normal distribution has no end, and a script can do nothing with infinity.
  const x = numberAt(distribution, Math.min(Math.max(u, 1e-12), 1 - 1e-12))
  return distribution.step ? stepped(x, distribution.step) : asFloat(x)
}

/** How far up its distribution a value of a parameter is, between 0 and 1; null for a value that it cannot have. */
export function positionOf(distribution: Distribution, value: unknown): number | null {
  if (distribution.kind === 'constant') return 0
  if (distribution.kind === 'categorical') {
    const index = indexOf(distribution.values, value)
    return index < 0 ? null : middleOf(distribution, index)
  }
  const x = numberIn(value)
  if (x === null || !Number.isFinite(x)) return null
  if (distribution.kind === 'int_uniform') {
    const { min, max } = distribution
    return x < min || x > max ? null : (x - min + 0.5) / (max - min + 1)
  }
  const position = Math.min(Math.max(cdf(distribution, x), 0), 1)
  return Number.isNaN(position) ? null : position
}

type Categorical = Extract<Distribution, { kind: 'categorical' }>
type Continuous = Exclude<Distribution, { kind: 'constant' | 'categorical' | 'int_uniform' }>

/** Which of the values a run has, by what they say as JSON: `1.0` is `1`, as it is once a run's configuration went through a server. */
export const indexOf = (values: unknown[], value: unknown): number => {
  const wanted = valueKey(value)
  return values.findIndex((each) => valueKey(each) === wanted)
}

/** The same text for values that are equal. */
export const valueKey = (value: unknown): string =>
  JSON.stringify(value, (_, each) => {
    const number = isRaw(each) ? numberIn(each) : null
    return number !== null && Number.isSafeInteger(number) ? number : sortedKeys(each)
  }) ?? 'null'

const sortedKeys = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRaw(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

export function indexAt({ values, probabilities }: Categorical, u: number): number {
  if (!probabilities) return Math.min(Math.floor(u * values.length), values.length - 1)
  let sum = 0
  for (const [index, probability] of probabilities.entries()) {
    sum += probability
    if (u < sum) return index
  }
  // Sums of fractions end a little below 1: the last value that can be drawn at all.
  return probabilities.findLastIndex((each) => each > 0)
}

function middleOf({ values, probabilities }: Categorical, index: number): number {
  if (!probabilities) return (index + 0.5) / values.length
  const below = probabilities.slice(0, index).reduce((sum, each) => sum + each, 0)
  return below + probabilities[index]! / 2
}

function numberAt(distribution: Continuous, u: number): number {
  if (distribution.kind === 'normal') return distribution.mu + distribution.sigma * normalQuantile(u)
  if (distribution.kind === 'log_normal') return Math.exp(distribution.mu + distribution.sigma * normalQuantile(u))
  if (distribution.kind === 'beta') return betaQuantile(distribution.a, distribution.b, u)
  const { min, max } = distribution
  if (distribution.kind === 'uniform') return Math.min(min + u * (max - min), max)
  return distribution.inverse ? Math.exp(-(max - u * (max - min))) : Math.exp(min + u * (max - min))
}

function cdf(distribution: Continuous, x: number): number {
  if (distribution.kind === 'normal') return normalCdf((x - distribution.mu) / (distribution.sigma || 1))
  if (distribution.kind === 'log_normal') return normalCdf((Math.log(x) - distribution.mu) / (distribution.sigma || 1))
  if (distribution.kind === 'beta') return betaCdf(distribution.a, distribution.b, x)
  const { min, max } = distribution
  const width = max - min || 1
  if (distribution.kind === 'uniform') return (x - min) / width
  return distribution.inverse ? 1 - (-Math.log(x) - min) / width : (Math.log(x) - min) / width
}

/** The nearest multiple of the step, without the digits that come of multiplying: 0.3, not 0.30000000000000004. */
export function stepped(x: number, { q, integer }: Step): unknown {
  const multiple = Math.round(x / q) * q
  if (integer) return multiple
  const rounded = Number(multiple.toPrecision(12))
  return asFloat(Object.is(rounded, -0) ? 0 : rounded)
}
