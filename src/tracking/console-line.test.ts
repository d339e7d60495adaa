import { expect, test } from 'vitest'
import { parseConsoleLine } from './console-line.ts'

test.each([
  ['2026-11-23T12:11:42.592663 hello  world', { level: null, at: '2026-11-23T12:11:42.592663', text: 'hello  world' }],
  ['ERROR 2026-11-23T12:11:42.592663 oh', { level: 'error', at: '2026-11-23T12:11:42.592663', text: 'oh' }],
  ['2026-11-23T12:11:42 ', { level: null, at: '2026-11-23T12:11:42', text: '' }],
  ['ERROR in my own words', { level: null, at: null, text: 'ERROR in my own words' }],
  ['2026-11-23T12:11:42 x\n', { level: null, at: '2026-11-23T12:11:42', text: 'x' }],
  ['', { level: null, at: null, text: '' }],
])('the console line %j is taken apart', (line, parts) => {
  expect(parseConsoleLine(line)).toEqual(parts)
})
