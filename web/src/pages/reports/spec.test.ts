import { expect, test } from 'vitest'
import { idInSlug, isOurs, plainText, readSpec, safeUrl, slugOf } from './spec.ts'

test('the address of a report ends with its id, whatever its title is', () => {
  expect(slugOf({ title: ' What -- we found: 1/2? ', wireId: 'Vmlldzox' })).toBe('What-we-found-1-2--Vmlldzox')
  expect(slugOf({ title: '🪧', wireId: 'Vmlldzox' })).toBe('Report--Vmlldzox')
  expect(idInSlug('a--b--Vmlldzox')).toBe('Vmlldzox')
})

test.each([
  ['https://example.org/', true],
  ['/ada/p', true],
  ['mailto:ada@example.org', true],
  ['javascript:alert(1)', false],
  [' java\nscript:alert(1)', false],
  ['data:text/html,<script>', false],
  [undefined, false],
])('a link may lead to %s: %s', (url, may) => expect(safeUrl(url) !== null).toBe(may))

test('pictures of other sites are not loaded', () => {
  expect(isOurs('https://example.org/a.png')).toBe(false)
  expect(isOurs('data:image/png;base64,AAAA')).toBe(true)
  expect(isOurs('data:text/html,x')).toBe(false)
})

test('what is no block is passed over', () => {
  expect(readSpec('{"blocks":[null,1,{"type":"paragraph"}],"more":1}')).toEqual({
    blocks: [{ type: 'paragraph' }],
    more: 1,
  })
  expect(readSpec('{}').blocks).toEqual([])
})

test('text without its marks', () => {
  const line = [
    { text: 'a ' },
    { type: 'link', children: [{ text: 'b' }] },
    { type: 'latex', content: 'c', children: [{ text: '' }] },
  ]
  expect(plainText({ children: line })).toBe('a bc')
})
