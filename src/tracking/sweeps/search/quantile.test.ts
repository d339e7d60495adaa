import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numberIn } from '../config/exact-number.ts'
import { readConfig } from '../config/read-config.ts'
import { betaCdf, betaQuantile, logGamma } from './beta.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { positionOf, valueAt } from './quantile.ts'

const distribution = (given: Record<string, unknown>) =>
  readConfig(JSON.stringify({ method: 'random', parameters: { x: given } })).parameters[0]!.distribution

const at = (given: Record<string, unknown>, u: number) => valueAt(distribution(given), u)
const numberAt = (given: Record<string, unknown>, u: number) => numberIn(at(given, u))!

const q = { q: 0.5 }
const range = { min: 0.1, max: 10 }
const logs = { min: -2, max: 3 }
const all: [string, Record<string, unknown>, { median: number; least: number; most: number }][] = [
  ['int_uniform', { min: 1, max: 9 }, { median: 5, least: 1, most: 9 }],
  ['uniform', range, { median: 5.05, least: 0.1, most: 10 }],
  ['q_uniform', { ...range, ...q }, { median: 5, least: 0, most: 10 }],
  ['log_uniform', logs, { median: Math.exp(0.5), least: Math.exp(-2), most: Math.exp(3) }],
  ['log_uniform_values', range, { median: 1, least: 0.1, most: 10 }],
  ['q_log_uniform', { ...logs, ...q }, { median: 1.5, least: 0, most: 20 }],
  ['q_log_uniform_values', { ...range, ...q }, { median: 1, least: 0, most: 10 }],
  ['inv_log_uniform', logs, { median: Math.exp(-0.5), least: Math.exp(-3), most: Math.exp(2) }],
  ['inv_log_uniform_values', range, { median: 1, least: 0.1, most: 10 }],
  ['normal', { mu: 3, sigma: 2 }, { median: 3, least: -20, most: 20 }],
  ['q_normal', { mu: 3, sigma: 2, ...q }, { median: 3, least: -20, most: 20 }],
  ['log_normal', { mu: 1, sigma: 0.5 }, { median: Math.E, least: 0, most: 200 }],
  ['q_log_normal', { mu: 1, sigma: 0.5, ...q }, { median: 2.5, least: 0, most: 200 }],
  ['beta', { a: 2, b: 2 }, { median: 0.5, least: 0, most: 1 }],
  ['q_beta', { a: 2, b: 2, q: 0.25 }, { median: 0.5, least: 0, most: 1 }],
]
const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe.each(all)('%s', (name, settings, { median, least, most }) => {
  const given = { distribution: name, ...settings }

  test('its middle is where it should be', () => expect(numberAt(given, 0.5)).toBeCloseTo(median, 6))

  test('every value is within its bounds, and none is below the one of a lower position', () => {
    fc.assert(
      fc.property(unit, unit, (a, b) => {
        const [low, high] = [numberAt(given, Math.min(a, b)), numberAt(given, Math.max(a, b))]
        expect(low).toBeLessThanOrEqual(high)
        expect(low).toBeGreaterThanOrEqual(least)
        expect(high).toBeLessThanOrEqual(most)
      }),
    )
  })

  test('a value leads back to where it was drawn', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (u) => {
        const value = at(given, u)
        const position = positionOf(distribution(given), value)!
        // What was rounded leads to the place of what it was rounded to.
        if (name.startsWith('q_') || name === 'int_uniform') expect(at(given, Math.min(position, 0.999))).toEqual(value)
        else expect(position).toBeCloseTo(u, 6)
      }),
    )
  })
})

describe('how values are written', () => {
  test.each<[Record<string, unknown>, string]>([
    [{ distribution: 'uniform', min: 3, max: 3 }, '3.0'],
    [{ distribution: 'q_uniform', min: 0, max: 10, q: 1 }, '5'],
    [{ distribution: 'q_uniform', min: 0, max: 1, q: 0.1 }, '0.5'],
    [{ distribution: 'q_normal', mu: 0.29, sigma: 0, q: 0.1 }, '0.3'],
    [{ distribution: 'q_normal', mu: -0.01, sigma: 0, q: 0.5 }, '0.0'],
    [{ distribution: 'int_uniform', min: 2, max: 2 }, '2'],
  ])('%j in the middle is %s', (given, text) => expect(JSON.stringify(at(given, 0.5))).toBe(text))
})

describe('categories', () => {
  test('come as often as their probabilities say, and never where that is 0', () => {
    const given = { values: ['a', 'b', 'c', 'd'], probabilities: [0, 0.25, 0.75, 0] }
    const drawn = Array.from({ length: 100 }, (_, index) => at(given, index / 100))
    expect(drawn.filter((each) => each === 'b')).toHaveLength(25)
    expect(drawn.filter((each) => each === 'c')).toHaveLength(75)
    expect(at(given, 1 - 1e-16)).toBe('c')
  })

  test('are found again by what they are', () => {
    const values = distribution({ values: [1, { a: 1, b: [2] }, null, '1', true] })
    for (const value of [1, { b: [2], a: 1 }, null, '1', true])
      expect(valueAt(values, positionOf(values, value)!)).toEqual(value)
    expect(positionOf(values, 'elsewhere')).toBeNull()
  })
})

describe('the functions below', () => {
  // From tables: Abramowitz and Stegun, 26.1 and 6.4.
  test.each([
    [0.975, 1.959963984540054],
    [0.9, 1.2815515655446004],
    [0.001, -3.090232306167813],
    [0.5, 0],
  ])('the normal quantile of %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 10)
    expect(normalCdf(z)).toBeCloseTo(p, 12)
  })

  test('the logarithm of the gamma function', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12)
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12)
  })

  test('the beta distribution, where it can be said in a formula', () => {
    for (const x of [0.1, 0.5, 0.9]) {
      expect(betaCdf(1, 1, x)).toBeCloseTo(x, 12)
      expect(betaCdf(2, 1, x)).toBeCloseTo(x * x, 12)
      expect(betaCdf(1, 3, x)).toBeCloseTo(1 - (1 - x) ** 3, 12)
      expect(betaQuantile(2, 1, x * x)).toBeCloseTo(x, 10)
    }
  })
})
