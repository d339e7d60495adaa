import { expect, test } from 'vitest'
import { fits, type RunValues, valueAt } from './run-set-filter.ts'

const run: RunValues = {
  run: { displayName: 'one', state: 'finished', createdAt: '2026-01-02T00:00:00Z' },
  config: { lr: 0.1, net: { depth: 3 } },
  summary: { loss: 0.5, 'val/loss': 0.7 },
  tags: ['night'],
}
const leaf = (section: string, name: string, op: string, value: unknown, more = {}) => ({
  ...{ key: { section, name }, op, value, disabled: false },
  ...more,
})
const list = (...filters: unknown[]) => ({ filterFormat: 'filterV2', filters })

test.each([
  [list(), true],
  [null, true],
  [list(leaf('config', 'lr', '>=', 0.1), leaf('summary', 'loss', '<', 0.5, { connector: 'AND' })), false],
  [list(leaf('config', 'lr', '>', 1), leaf('summary', 'loss', '=', '0.5', { connector: 'OR' })), true],
  [list(leaf('config', 'lr', '>', 1, { disabled: true })), true],
  [list(leaf('config', 'net.depth', '=', 3)), true],
  [list(leaf('config', 'lr.value', '=', 0.1)), true],
  [list(leaf('tags', 'night', '=', 'night')), true],
  [list(leaf('run', 'displayName', 'IN', ['one', 'two'])), true],
  [list(leaf('run', 'state', 'NIN', ['finished'])), false],
  [list(leaf('run', 'createdAt', '>', '2026-01-01T00:00:00Z')), true],
  [{ op: 'OR', filters: [{ op: 'AND', filters: [leaf('config', 'lr', '>', 1)] }] }, false],
  [{ op: 'OR', filters: [{ op: 'AND', filters: [leaf('summary', 'val/loss', '<=', 0.7)] }] }, true],
  [{ op: 'OR', filters: [{ op: 'AND', filters: [] }] }, true],
])('%j fits: %s', (filters, expected) => expect(fits(filters, run)).toBe(expected))

test('values are found by section and name, never in the prototype', () => {
  expect(valueAt(run, 'config', 'net.depth')).toBe(3)
  expect(valueAt(run, 'summary', 'val/loss')).toBe(0.7)
  expect(valueAt(run, 'config', 'constructor.name')).toBeUndefined()
})
