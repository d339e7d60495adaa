import { expect, test } from 'vitest'
import { smooth } from './smooth.ts'

test('without weight the values stay as they are', () => {
  expect(smooth([1, null, 3], 0)).toEqual([1, null, 3])
})

test('a constant stays itself from its first point on', () => {
  for (const value of smooth(Array(50).fill(5), 0.95)) expect(value).toBeCloseTo(5, 10)
})

test('a gap stays a gap and does not weigh', () => {
  const [first, gap, last] = smooth([4, null, 4], 0.9)
  expect(gap).toBeNull()
  expect([first, last].map((each) => Math.round(each! * 1e9) / 1e9)).toEqual([4, 4])
})

test('noise is damped', () => {
  const noisy = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 1 : -1))
  expect(Math.abs(smooth(noisy, 0.95).at(-1)!)).toBeLessThan(0.1)
})
