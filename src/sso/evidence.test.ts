import { expect, test } from 'vitest'
import { brief } from './evidence.ts'

test('what a person would read stays as it is', () => {
  const evidence = { url: 'https://x', status: 400, aud: ['a', 'b'], none: null, header: { alg: 'RS256' } }
  expect(brief(evidence)).toEqual(evidence)
})

test('more is cut: long texts, long lists, many names, deep nesting, and all of them together', () => {
  const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`name-${index}`, 'x'.repeat(1000)]))
  const deep = Array.from({ length: 1000 }).reduce<unknown>((within) => [within], 'x')
  const cut = brief({ text: 'x'.repeat(100_000), list: Array.from({ length: 1000 }, () => 'y'), deep, wide })
  expect(cut.text).toBe(`${'x'.repeat(2000)}...`)
  expect(cut.list.at(-1)).toBe('... and 950 more')
  expect(Object.keys(cut.wide).length).toBeLessThanOrEqual(50)
  expect(JSON.stringify(cut.deep)).toBe('[[[[["..."]]]]]')
  expect(JSON.stringify(cut).length).toBeLessThan(10_000)
})

test('tokens are taken out, also of names', () => {
  const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'
  expect(JSON.stringify(brief({ [token]: `it was ${token}` }))).toBe('{"[token]":"it was [token]"}')
})
