import { expect, test } from 'vitest'
import type { RunWithValues } from '../../../../src/wire/app/contract.ts'
import { nameOfValue, numberOf, readValue, together } from './values.ts'

const run = { createdAt: 0, heartbeatAt: 5000, config: { lr: 0.1, net: { depth: 3 } }, summary: { 'a:b': 1, loss: 2 } }

test.each([
  ['loss', 2],
  ['summary:loss', 2],
  ['summary:a:b', 1],
  ['config:lr.value', 0.1],
  ['config:net.value.depth', 3],
  ['summary:c::lr', 0.1],
  ['run:duration', 5],
  ['config:missing', undefined],
  ['config:constructor', undefined],
])('%s is %s', (accessor, value) => expect(readValue(run as unknown as RunWithValues, accessor)).toBe(value))

test('names as people say them, numbers alone, several together', () => {
  expect(['summary:c::lr', 'config:net.value.depth', 'loss'].map(nameOfValue)).toEqual(['lr', 'net.depth', 'loss'])
  expect(numberOf({ ...run, summary: { loss: 'NaN' } } as unknown as RunWithValues, 'loss')).toBeNull()
  expect([together([1, 2, 6], 'min'), together([1, 2, 6], undefined), together([], 'max')]).toEqual([1, 3, null])
})
