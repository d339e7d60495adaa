import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freshFor, validators } from './freshness.ts'

const seconds = (control: string, age?: string) =>
  freshFor({ headers: { 'cache-control': control, ...(age && { age }) } }) / 1000

test.each([
  ['max-age=60', undefined, 60],
  ['public, Max-Age=60, must-revalidate', undefined, 60],
  ['max-age="60"', undefined, 60],
  ['max-age=60', '45', 15],
  ['max-age=60', '90', 0],
  ['max-age=60', '-90', 60],
  ['max-age=31536000', undefined, 3600],
  ['max-age=60, no-store', undefined, 0],
  ['no-cache, max-age=60', undefined, 0],
  ['s-maxage=60', undefined, 0],
  ['max-age=soon', undefined, 0],
  ['', undefined, 0],
])('"%s" at the age of %s is %d more seconds', (control, age, left) => expect(seconds(control, age)).toBe(left))

test('whatever a provider writes, it is between none and an hour', () => {
  const headers = fc.dictionary(fc.constantFrom('cache-control', 'age', 'etag'), fc.string())
  const controls = fc.record({
    'cache-control': fc.oneof(
      fc.string(),
      fc.bigInt().map((each) => `max-age=${each}`),
    ),
    age: fc.string(),
  })
  fc.assert(
    fc.property(fc.oneof(headers, controls), (each) => {
      const left = freshFor({ headers: each })
      expect(left >= 0 && left <= 3_600_000).toBe(true)
    }),
  )
})

test('what a provider gave to ask by is asked by, and nothing else', () => {
  expect(
    validators({ headers: { etag: 'W/"1"', 'last-modified': 'Tue, 24 Nov 2026 12:00:00 GMT', date: 'x' } }),
  ).toEqual({
    'if-none-match': 'W/"1"',
    'if-modified-since': 'Tue, 24 Nov 2026 12:00:00 GMT',
  })
  expect(validators({ headers: {} })).toEqual({})
})
