import { expect, test } from 'vitest'
import { safeReturnTo } from './return-to.ts'

const origin = 'https://signpost.example'

test.each([
  ['/ada/mnist/runs/r1?tab=logs#top', '/ada/mnist/runs/r1?tab=logs#top'],
  ['/', '/'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/login?return_to=/x', '/'],
  [undefined, '/'],
])('return_to %j leads to %j', (wanted, target) => {
  expect(safeReturnTo(wanted, origin)).toBe(target)
})
