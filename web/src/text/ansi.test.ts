import { expect, test } from 'vitest'
import { plainLine } from './ansi.ts'

test.each([
  ['\u001b[31merror\u001b[0m here', 'error here'],
  ['10%\r50%\r100%', '100%'],
  ['plain\r', 'plain'],
  ['\u001b]0;title\u0007text', 'text'],
])('%j reads %j', (written, read) => {
  expect(plainLine(written)).toBe(read)
})
