import { expect, test } from 'vitest'
import { readRunFilter } from './run-filters.ts'
import { readRunOrder } from './run-order.ts'

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
  ['{"tags":{"$in":["x","y"]}}', { all: [{ any: [{ tag: 'x' }, { tag: 'y' }] }] }],
  [
    '{"createdAt":{"$gte":"2026-01-01T00:00:00"}}',
    {
      all: [{ all: [{ field: 'createdAt', compare: '>=', value: Date.UTC(2026, 0, 1) }] }],
    },
  ],
])('the filter %s is understood', (text, filter) => {
  expect(readRunFilter(text)).toEqual(filter)
})

test.each([
  ['{"config.lr.value":{"$gt":0.1}}', 'config.lr.value'],
  ['{"summary_metrics.loss":1}', 'summary_metrics.loss'],
  ['{"name":{"$regex":"a.*"}}', '$regex'],
  ['{"name":{"$like":"a"}}', '$like'],
  ['{"tags":{"$size":1}}', '$size'],
])('the filter %s is refused by name, not passed over', (text, named) => {
  expect(() => readRunFilter(text)).toThrow(named)
})

test.each(['[1]', 'nonsense', '{"$and":{}}', '{"createdAt":{"$gt":"soon"}}'])('the filter %s is malformed', (text) => {
  expect(() => readRunFilter(text)).toThrow(/filter/i)
})

test('runs are ordered by creation in either direction, and by nothing else', () => {
  expect(['+created_at', '-created_at', 'createdAt', null].map(readRunOrder)).toEqual(['asc', 'desc', 'asc', 'desc'])
  expect(() => readRunOrder('-summary_metrics.loss')).toThrow('summary_metrics.loss')
})
