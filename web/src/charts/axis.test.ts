import { expect, test } from 'vitest'
import { xLabel, xTicks } from './axis.ts'

test('lengths of time are labelled in the unit of their distance', () => {
  expect(xTicks('relative', [0, 30, 60], 30)).toEqual(['0 s', '30 s', '60 s'])
  expect(xTicks('relative', [0, 600, 1200], 600)).toEqual(['0 min', '10 min', '20 min'])
  expect(xTicks('relative', [0, 3600, 7200], 3600)).toEqual(['0 h', '1 h', '2 h'])
})

test('a step is told exactly', () => {
  expect(xLabel('number', 'Step', 123456)).toBe('Step 123\u2009456')
  expect(xLabel('relative', '', 185)).toBe('after 3 min 05 s')
})
