import { expect, test } from 'vitest'
import { attemptQuery, attemptSearch } from './attempt-search.ts'

test('what makes no sense in an address is left out', () => {
  const search = { search: 'ada', outcome: 'lost', within: 'year', code: '', other: 'x', provider: 7 }
  expect(Object.entries(attemptSearch(search)).filter(([, value]) => value !== undefined)).toEqual([
    ['search', 'ada'],
    ['provider', '7'],
  ])
})

test('a span of time is asked for from a whole minute on', () => {
  const query = attemptQuery({ within: 'hour', outcome: 'failed' }, 3_600_000 + 60_000 + 999)
  expect(query.toString()).toBe('outcome=failed&since=60000')
})
