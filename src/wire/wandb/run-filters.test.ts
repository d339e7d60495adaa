import { expect, test } from 'vitest'
import { readRunOrder } from '../run-order.ts'
import { readRunFilter } from './run-filters.ts'

const config = (...names: string[]) => names.map((name) => `config.${name}`)

test.each([
  [null, undefined],
  ['null', undefined],
  ['{}', { all: [] }],
  ['{"state":"finished"}', { all: [{ field: 'state', in: ['finished'] }] }],
  ['{"display_name":{"$ne":"a"}}', { all: [{ all: [{ not: { field: 'displayName', in: ['a'] } }] }] }],
  ['{"sweep":null}', { all: [{ field: 'sweep', in: [null] }] }],
  [
    '{"$or":[{"group":"g"},{"name":{"$in":["a","b"]}}]}',
    {
      all: [
        { any: [{ all: [{ field: 'group', in: ['g'] }] }, { all: [{ all: [{ field: 'name', in: ['a', 'b'] }] }] }] },
      ],
    },
  ],
  ['{"tags":{"$in":["x","y"]}}', { all: [{ all: [{ any: [{ tag: 'x' }, { tag: 'y' }] }] }] }],
  [
    '{"createdAt":{"$gte":"2026-01-01T00:00:00"}}',
    {
      all: [{ all: [{ field: 'createdAt', compare: '>=', value: Date.UTC(2026, 0, 1) }] }],
    },
  ],
  [
    '{"config.lr.value":{"$gt":0.1}}',
    { all: [{ all: [{ value: config('lr.value', 'lr'), is: { compare: '>', value: 0.1 } }] }] },
  ],
  [
    '{"config.optimizer.value.name":"adam"}',
    { all: [{ value: config('optimizer.value.name', 'optimizer.name'), is: { in: ['adam'] } }] },
  ],
  ['{"summary_metrics.loss":null}', { all: [{ value: ['summary.loss'], is: { in: [null] } }] }],
  [
    '{"config":{"optimizer":{"name":{"$ne":"adam"}}}}',
    {
      all: [{ all: [{ all: [{ all: [{ not: { value: config('optimizer.name'), is: { in: ['adam'] } } }] }] }] }],
    },
  ],
])('the filter %s is understood', async (text, filter) => {
  expect(await readRunFilter(text)).toEqual(filter)
})

test.each([
  ['{"name":{"$like":"a"}}', '$like'],
  ['{"nonsense":1}', 'nonsense'],
  ['{"constructor":1}', 'constructor'],
  ['{"config":1}', 'config'],
  ['{"config.lr":{"$gt":[1]}}', '$gt'],
  ['{"config.lr":{"$gt":1,"lr":2}}', 'config.lr'],
  ['{"config.lr":{}}', 'config.lr'],
  ['{"config.lr":{"$options":"i"}}', '$options'],
  ['{"createdAt":{"$regex":"2026"}}', '$regex'],
  ['{"tags":{"$elemMatch":{}}}', '$elemMatch'],
  ['{"tags":["a"]}', 'tags'],
])('the filter %s is refused by name, not passed over', async (text, named) => {
  await expect(readRunFilter(text)).rejects.toThrow(named)
  await expect(readRunFilter(text)).rejects.toMatchObject({ code: 'filter-unsupported' })
})

test.each([
  'nonsense',
  '{"$and":{}}',
  '{"createdAt":{"$gt":"soon"}}',
  '{"name":{"$regex":"("}}',
  '{"name":{"$regex":"a","$options":"q"}}',
  `{"name":{"$in":${JSON.stringify(Array(2000).fill('a'))}}}`,
  `${'{"$not":'.repeat(50)}{}${'}'.repeat(50)}`,
])('the filter %s is malformed', async (text) => {
  await expect(readRunFilter(text)).rejects.toMatchObject({ code: 'filter-malformed' })
})

test.each([
  ['+created_at', { by: 'createdAt', direction: 'asc' }],
  ['-heartbeatAt', { by: 'heartbeatAt', direction: 'desc' }],
  ['display_name', { by: 'displayName', direction: 'asc' }],
  ['-summary_metrics.eval.loss', { by: { value: ['summary.eval.loss'] }, direction: 'desc' }],
  ['+config.lr.value', { by: { value: config('lr.value', 'lr') }, direction: 'asc' }],
  [null, undefined],
])('the order %s is understood', (order, expected) => {
  expect(readRunOrder(order)).toEqual(expected)
})

test('another order is refused by name', () => {
  expect(() => readRunOrder('-colour')).toThrow('colour')
})
