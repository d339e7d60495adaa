import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../config/read-config.ts'
import { createGrid } from './grid.ts'
import { configText } from './suggestion.ts'

const parametersOf = (text: string) => readConfig(`{method: grid, parameters: ${text}}`).parameters

/** All points of a grid, asked for one by one as agents do. */
function walk(text: string): string[] {
  const parameters = parametersOf(text)
  const grid = createGrid(parameters)
  const taken = new Set<string>()
  const found: string[] = []
  for (let next = grid.next(taken); next; next = grid.next(taken)) {
    taken.add(next.point)
    found.push(configText(parameters, next.values))
  }
  expect(found).toHaveLength(grid.size)
  return found
}

test('every combination comes once, the last name changing first', () => {
  expect(walk('{y: {values: [x, y]}, a: {min: 1, max: 2}}')).toEqual([
    '{"a":{"value":1},"y":{"value":"x"}}',
    '{"a":{"value":1},"y":{"value":"y"}}',
    '{"a":{"value":2},"y":{"value":"x"}}',
    '{"a":{"value":2},"y":{"value":"y"}}',
  ])
})

test('nested parameters are nested in what a run is given', () => {
  expect(
    walk('{o: {parameters: {lr: {values: [0.1, 0.2]}, n: {parameters: {m: {value: 1.0}}}}}, s: {value: 7}}'),
  ).toEqual([
    '{"o":{"value":{"lr":0.1,"n":{"m":1.0}}},"s":{"value":7}}',
    '{"o":{"value":{"lr":0.2,"n":{"m":1.0}}},"s":{"value":7}}',
  ])
})

test('a value that is repeated is taken once', () => {
  expect(walk('{a: {values: [1, 2, 1, 1.0, {x: 1, y: 2}, {y: 2, x: 1}]}}')).toEqual([
    '{"a":{"value":1}}',
    '{"a":{"value":2}}',
    '{"a":{"value":{"x":1,"y":2}}}',
  ])
})

test('steps go from min to max, without the digits that come of adding', () => {
  const values = (text: string) => walk(`{a: {distribution: q_uniform, ${text}}}`).map((each) => each.slice(14, -2))
  expect(values('min: 0, max: 1, q: 0.25')).toEqual(['0.0', '0.25', '0.5', '0.75', '1.0'])
  expect(values('min: 0.1, max: 0.75, q: 0.1')).toEqual(['0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7'])
  expect(values('min: 10, max: 30, q: 10')).toEqual(['10', '20', '30'])
})

test('a grid as large as a galaxy is walked without being listed', () => {
  const axes = Array.from({ length: 12 }, (_, index) => `p${index}: {min: 1, max: 1000000}`)
  const grid = createGrid(parametersOf(`{${axes.join(', ')}}`))
  expect(grid.size).toBe(Number.POSITIVE_INFINITY)
  expect(grid.next(new Set(['0']))?.point).toBe('1')
})

describe('points', () => {
  test('a point that is free again is given before the later ones', () => {
    const grid = createGrid(parametersOf('{a: {values: [1, 2, 3, 4]}}'))
    expect(grid.next(new Set(['0', '2', '3']))?.values).toEqual([2])
    expect(grid.next(new Set(['0', '1', '2', '3']))).toBeNull()
  })

  test('a run that was there before takes the point that it is at', () => {
    const axis = fc.uniqueArray(
      fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      {
        minLength: 1,
        maxLength: 5,
        selector: (value) => JSON.stringify(value === 0 ? 0 : value),
      },
    )
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 4 }), fc.nat(), (axes, seed) => {
        const parameters = axes.map((values, index) => ({
          path: [`p${index}`],
          distribution: { kind: 'categorical' as const, values, probabilities: null },
        }))
        const grid = createGrid(parameters)
        const { point, values } = grid.at(seed % grid.size)
        expect(grid.pointOf(JSON.parse(JSON.stringify(values)))).toBe(point)
      }),
    )
    const grid = createGrid(
      parametersOf('{a: {distribution: q_uniform, min: 0, max: 1, q: 0.25}, b: {min: 1, max: 3}}'),
    )
    expect(grid.pointOf([0.5, 2])).toBe('7')
    for (const strange of [
      [0.6, 2],
      [0.5, 4],
      [0.5, 1.5],
      [0.5, undefined],
      ['x', 1],
    ])
      expect(grid.pointOf(strange)).toBeNull()
  })
})
