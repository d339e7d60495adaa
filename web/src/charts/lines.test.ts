import { expect, test } from 'vitest'
import { extentOfY, nearest, toLines } from './lines.ts'

const looks = { smoothing: 0, band: true, nameOf: (run: string) => run, inkOf: () => ({ color: '#000000', dash: [] }) }
const line = {
  run: 'a',
  key: 'loss',
  x: [0, 10, 20],
  last: [1, 'NaN' as const, 3],
  min: [0, 1, 2],
  max: [2, 90, 4],
  exact: false,
}

test('what is no finite number becomes a gap and can still be read', () => {
  const [drawn] = toLines([line], looks)
  expect(drawn!.y).toEqual([1, null, 3])
  expect(drawn!.logged[1]).toBe('NaN')
})

test('the y axis reaches the extremes inside a bucket, and only those in view', () => {
  const lines = toLines([line], looks)
  expect(extentOfY(lines, [0, 20], false)[1]).toBeGreaterThan(90)
  expect(extentOfY(lines, [15, 20], false)[1]).toBeLessThan(5)
})

test('a log axis leaves out what is not positive', () => {
  const lines = toLines([{ ...line, last: [-1, 0, 3], min: [-1, 0, 3], max: [-1, 0, 3] }], looks)
  expect(extentOfY(lines, [0, 20], true)[0]).toBeGreaterThan(0)
})

test('one single value has air around it', () => {
  const [low, high] = extentOfY(
    toLines([{ ...line, x: [5], last: [2], min: [2], max: [2], exact: true }], looks),
    [0, 9],
    false,
  )
  expect(low).toBeLessThan(2)
  expect(high).toBeGreaterThan(2)
})

test.each([
  [-5, 0],
  [4, 0],
  [6, 1],
  [99, 2],
])('the nearest to %d is element %d', (value, index) => {
  expect(nearest([0, 10, 20], value)).toBe(index)
})
