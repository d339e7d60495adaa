import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generated } from '../scripts/generated.ts'

test.each(Object.entries(generated()))('%s is as the code says (npm run docs)', (file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text)
})
