import { expect, test } from 'vitest'
import { ago, duration } from './time.ts'

test.each([
  [0, '0 ms'],
  [42_000, '42 s'],
  [185_000, '3 min 05 s'],
  [2 * 3_600_000 + 7 * 60_000, '2 h 07 min'],
  [76 * 3_600_000, '3 d 4 h'],
])('%d ms last %s', (length, text) => {
  expect(duration(length)).toBe(text)
})

test.each([
  [10_000, 'just now'],
  [5 * 60_000, '5 min ago'],
  [3 * 3_600_000, '3 h ago'],
  [50 * 3_600_000, '2 d ago'],
])('%d ms back is %s', (past, text) => {
  expect(ago(1_000_000_000_000 - past, 1_000_000_000_000)).toBe(text)
})
