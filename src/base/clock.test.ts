import { expect, test } from 'vitest'
import { createMinuteTurn } from './clock.ts'

test('a turn comes at once, then once a minute, and also when the clock was set back', () => {
  let now = 1_000_000
  const isTurn = createMinuteTurn({ now: () => now })
  const at = (time: number) => {
    now = time
    return isTurn()
  }
  expect([1_000_000, 1_030_000, 1_060_000, 1_060_001, 500_000, 500_001].map(at)).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
  ])
})
