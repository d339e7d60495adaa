import { expect, test } from 'vitest'
import { cellText, flatten } from './flatten.ts'

test('nested values become rows, lists and empty groups stay whole', () => {
  expect(flatten({ lr: 0.1, optimizer: { name: 'adam', betas: [0.9, 0.99] }, extra: {} })).toEqual([
    ['lr', 0.1],
    ['optimizer.name', 'adam'],
    ['optimizer.betas', [0.9, 0.99]],
    ['extra', {}],
  ])
})

test('what was logged as media is one row', () => {
  const picture = { _type: 'image-file', path: 'a.png' }
  expect(flatten({ picture })).toEqual([['picture', picture]])
  expect(cellText(picture)).toBe('image-file')
})

test('cells show text plainly and the rest as JSON', () => {
  expect([cellText('a'), cellText(1 / 3), cellText([1]), cellText(null), cellText(true)]).toEqual([
    'a',
    '0.333333',
    '[1]',
    'null',
    'true',
  ])
})
