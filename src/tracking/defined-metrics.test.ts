import { expect, test } from 'vitest'
import { definedMetrics } from './defined-metrics.ts'

const told = (definitions: unknown, keys: string[]) =>
  Object.fromEntries(definedMetrics(JSON.stringify({ _wandb: { value: { m: definitions } } }), keys))

test('metrics have the axis that was defined for them, by name or by pattern', () => {
  const definitions = [
    { '1': 'epoch' },
    { '1': 'val/loss', '5': 1 },
    { '2': 'eval/*', '5': 1 },
    { '1': 'a\\.b', '4': 'epoch' },
  ]
  expect(told(definitions, ['epoch', 'val/loss', 'eval/f1', 'loss', 'a.b'])).toEqual({
    epoch: { hidden: false },
    'val/loss': { axis: 'epoch', hidden: false },
    'eval/f1': { axis: 'epoch', hidden: false },
    'a.b': { axis: 'epoch', hidden: false },
  })
})

test('a key is hidden by its own definition, or by that of the pattern where it has none', () => {
  const definitions = [
    { '1': 'x/shown', '6': [3] },
    { '2': 'x/*', '6': [2, 3] },
    { '1': 'alone', '6': [2] },
  ]
  expect(told(definitions, ['x/shown', 'x/other', 'alone', 'plain'])).toEqual({
    'x/shown': { hidden: false },
    'x/other': { hidden: true },
    alone: { hidden: true },
  })
})

test.each([
  ['no list', 'all'],
  ['a list of what is none', [1, null, 'x', []]],
  ['wrong types', [{ '1': 5, '2': {}, '4': [], '5': 'x', '6': 7 }]],
  ['an axis that is not in the list', [{ '1': 'loss', '5': 99 }]],
  ['itself as its axis', [{ '1': 'loss', '5': 1 }]],
])('%s defines no axis', (_, definitions) => {
  expect(Object.values(told(definitions, ['loss'])).flatMap(({ axis }) => axis ?? [])).toEqual([])
})
