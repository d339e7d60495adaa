import { expect, test } from 'vitest'
import { assignInks, inkOf } from './palette.ts'

test('a run keeps its colour when others are drawn beside it', () => {
  const first = assignInks({}, ['b', 'a'])
  expect(first).toEqual({ b: 0, a: 1 })
  expect(assignInks(first, ['c', 'b', 'a'])).toEqual({ b: 0, a: 1, c: 2 })
})

test('a colour whose run is no longer drawn is given again, and two drawn runs never share one', () => {
  const then = assignInks({ b: 0, a: 1 }, ['c', 'a'])
  expect(then).toEqual({ b: 0, a: 1, c: 0 })
  expect(assignInks(then, ['c', 'b', 'a'])).toEqual({ c: 0, b: 2, a: 1 })
})

test('twenty-four runs differ in colour or dash', () => {
  const inks = Array.from({ length: 24 }, (_, index) => JSON.stringify(inkOf(index, false)))
  expect(new Set(inks).size).toBe(24)
})

/** WCAG 2 contrast of two `#rrggbb` colours. */
function contrast(one: string, other: string): number {
  const luminance = (color: string) => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
  }
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high! + 0.05) / (low! + 0.05)
}

test.each([
  [false, '#ffffff'],
  [true, '#161c21'],
])('every colour stands out 2.6 to 1 from the chart (dark: %s)', (dark, ground) => {
  for (let index = 0; index < 12; index++) expect(contrast(inkOf(index, dark).color, ground)).toBeGreaterThan(2.6)
})
