import { describe, expect, test } from 'vitest'
import type { Parameter } from '../config/parameter.ts'
import { readConfig } from '../config/read-config.ts'
import { expectedImprovement, nextByExpectedImprovement, type Observation } from './bayes.ts'
import { cholesky, gaussianProcess } from './gaussian-process.ts'
import { suggestionAt } from './random.ts'

/** The same numbers each time: a small generator by George Marsaglia. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const parametersOf = (text: string) => readConfig(`{method: random, parameters: ${text}}`).parameters
type Loss = (values: never[]) => number | null

/** The losses that a search comes to, run after run. */
function search(
  parameters: Parameter[],
  loss: Loss,
  runs: number,
  next: typeof nextByExpectedImprovement,
  seed = 7,
): number[] {
  const random = seeded(seed)
  const observations: Observation[] = []
  for (let run = 0; run < runs; run++) {
    const positions = next(parameters, observations, random)
    const reached = loss(suggestionAt(parameters, positions).values as never[])
    observations.push({ positions, loss: reached ?? Number.NaN })
  }
  return observations.map((each) => each.loss!)
}
const atRandom: typeof nextByExpectedImprovement = (parameters, _, random) => parameters.map(() => random())
const least = (losses: number[]) => Math.min(...losses.filter(Number.isFinite))

describe('it finds what chance does not', () => {
  const bowl = parametersOf('{x: {min: -2.5, max: 2.5}, y: {min: -2.5, max: 2.5}, idle: {min: 0.5, max: 1.0}}')
  test.each([1, 2, 3])('the bottom of a valley, with seed %i', (seed) => {
    const loss = ([, x, y]: number[]) => (x! - 0.7) ** 2 + (y! + 1.3) ** 2
    const found = least(search(bowl, loss as Loss, 30, nextByExpectedImprovement, seed))
    expect(found).toBeLessThan(0.01)
    expect(found).toBeLessThan(least(search(bowl, loss as Loss, 30, atRandom, seed)))
  })

  test('the best of categories, and a logarithmic scale', () => {
    const parameters = parametersOf(
      '{kind: {values: [a, b, c, d]}, lr: {distribution: log_uniform_values, min: 1.0e-6, max: 1.0}}',
    )
    const loss = ([kind, lr]: [string, number]) => Math.abs(Math.log10(lr) + 3) + (kind === 'c' ? 0 : 2)
    expect(least(search(parameters, loss as never, 30, nextByExpectedImprovement))).toBeLessThan(0.1)
  })

  test('also where every third run fails, and one diverges', () => {
    const loss = ([, x, y]: number[], run = ++count) =>
      run % 3 === 0 ? null : run === 5 ? 1e30 : (x! - 0.7) ** 2 + (y! + 1.3) ** 2
    let count = 0
    expect(
      least(search(bowl, ((values: number[]) => loss(values)) as never, 40, nextByExpectedImprovement)),
    ).toBeLessThan(0.05)
  })
})

test('whole numbers are not tried twice while others are left', () => {
  const parameters = parametersOf('{n: {min: 1, max: 12}}')
  const random = seeded(3)
  const observations: Observation[] = []
  for (let run = 0; run < 12; run++) {
    const positions = nextByExpectedImprovement(parameters, observations, random)
    const [n] = suggestionAt(parameters, positions).values as number[]
    observations.push({ positions, loss: (n! - 5) ** 2 })
  }
  const tried = new Set(observations.map(({ positions }) => suggestionAt(parameters, positions).values[0]))
  // The first few are drawn by chance.
  expect(tried.size).toBeGreaterThanOrEqual(10)
})

test('agents that ask at the same time are sent to different places', () => {
  const parameters = parametersOf('{x: {min: 0.5, max: 1.5}}')
  const random = seeded(5)
  const observations: Observation[] = [0.1, 0.3, 0.6, 0.9].map((u) => ({ positions: [u], loss: (u - 0.5) ** 2 }))
  for (let agent = 0; agent < 5; agent++)
    observations.push({ positions: nextByExpectedImprovement(parameters, observations, random), loss: null })
  const places = observations.slice(4).map(({ positions }) => positions[0]!)
  for (const [index, place] of places.entries())
    for (const other of places.slice(0, index)) expect(Math.abs(place - other)).toBeGreaterThan(1e-3)
})

test.each<[string, Observation[]]>([
  ['none', []],
  ['runs that all came to the same', Array.from({ length: 10 }, (_, i) => ({ positions: [i / 10], loss: 1 }))],
  ['runs that are all at one place', Array.from({ length: 10 }, (_, i) => ({ positions: [0.5], loss: i }))],
  [
    'losses that are no numbers',
    [Number.NaN, Infinity, -Infinity, Number.NaN].map((loss) => ({ positions: [0.2], loss })),
  ],
  ['runs that still run', [{ positions: [0.4], loss: null }]],
  ['huge losses', [1e300, 1e299, -1e300, 5].map((loss, i) => ({ positions: [i / 4], loss }))],
])('it suggests something whatever is there: %s', (_, observations) => {
  const [position] = nextByExpectedImprovement(parametersOf('{x: {min: 0.5, max: 1.5}}'), observations, seeded(1))
  expect(position).toBeGreaterThanOrEqual(0)
  expect(position).toBeLessThan(1)
})

describe('the process below', () => {
  test('goes through what was seen, and knows less the further away it is', () => {
    const x = [0, 0.5, 1].map((each) => Float64Array.of(each))
    const process = gaussianProcess(x, [1, -1, 0.5], { lengths: [0.3], noise: 1e-6 })!
    for (const [index, y] of [1, -1, 0.5].entries()) {
      const { mean, deviation } = process.predict(x[index]!)
      expect(mean).toBeCloseTo(y, 4)
      expect(deviation).toBeLessThan(0.01)
    }
    const far = process.predict([9])
    expect(far.mean).toBeCloseTo(0, 6)
    expect(far.deviation).toBeCloseTo(1, 6)
    expect(process.predict([0.75]).deviation).toBeGreaterThan(process.predict([0.55]).deviation)
  })

  test('Cholesky: L times its transpose is the matrix; what has none is said', () => {
    const factor = cholesky(Float64Array.of(4, 0, 0, 2, 10, 0, -2, 5, 6), 3)!
    expect([factor[0], factor[3], factor[4], factor[6], factor[7], factor[8]]).toEqual([2, 1, 3, -1, 2, 1])
    expect(cholesky(Float64Array.of(1, 0, 2, 1), 2)).toBeNull()
  })

  test('expected improvement, where it is known', () => {
    expect(expectedImprovement({ mean: 0, deviation: 1 }, 0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 10)
    expect(expectedImprovement({ mean: -2, deviation: 0 }, 1)).toBe(3)
    expect(expectedImprovement({ mean: 2, deviation: 0 }, 1)).toBe(0)
  })
})
