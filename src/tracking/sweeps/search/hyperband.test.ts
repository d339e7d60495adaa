import { describe, expect, test } from 'vitest'
import { type MetricHistory, runsToStop } from './hyperband.ts'

const logged = (runs: Record<string, number[]>, ended: string[] = []): MetricHistory[] =>
  Object.entries(runs).map(([run, values]) => ({ run, values, running: !ended.includes(run) }))
const rules = { bands: [1, 2], eta: 2, strict: false }

describe('at a band', () => {
  const runs = { a: [10, 9], b: [10, 10], c: [10, 8, 8], d: [10, 7, 7], e: [10, 6, 6] }

  test('the running ones that are worse than the best half end', () => {
    expect(runsToStop(logged(runs, ['a', 'e']), rules, 'minimize')).toEqual(['b', 'c'])
  })

  test('the other way round where more is better', () => {
    const turned = Object.fromEntries(Object.entries(runs).map(([run, values]) => [run, values.map((each) => -each)]))
    expect(runsToStop(logged(turned, ['a', 'e']), rules, 'maximize')).toEqual(['b', 'c'])
  })

  test('nothing ends before the first band, and nobody who is alone there', () => {
    expect(runsToStop(logged({ a: [1], b: [100] }), rules, 'minimize')).toEqual([])
    expect(runsToStop(logged({ a: [1, 1] }), rules, 'minimize')).toEqual([])
  })

  test('a run that was good once stays, unless it is strict', () => {
    const late = { good: [5, 1, 1], once: [1, 9, 9] }
    expect(runsToStop(logged(late), rules, 'minimize')).toEqual([])
    expect(runsToStop(logged({ ...late, other: [5, 1, 1] }), { ...rules, strict: true }, 'minimize')).toEqual(['once'])
  })
})
