import { expect, test } from 'vitest'
import { checkName, normalFileName } from './names.ts'

test.each([
  ['x', 'x'],
  ['./x y.txt', 'x y.txt'],
  ['././a/./b', 'a/b'],
  ['a//b', 'a/b'],
  ['media/images/a:b%20c.png', 'media/images/a:b%20c.png'],
  ['..hidden', '..hidden'],
  ['日本/ß.txt', '日本/ß.txt'],
])('the file %s is %s', (given, normal) => {
  expect(normalFileName(given)).toBe(normal)
})

test.each([
  '',
  '.',
  './',
  '..',
  '../x',
  'a/../../x',
  'a/..',
  '/etc/passwd',
  '\\\\host\\x',
  '..\\x',
  'a\\..\\x',
  'C:\\x',
  'c:x',
  'a\0b',
  'a\nb',
  'x'.repeat(701),
])('the file name %j is refused', (name) => {
  expect(() => normalFileName(name)).toThrow(expect.objectContaining({ code: 'file-name-invalid' }))
})

test.each(['', ' ', 'a ', ' a', '.', '..', 'a/b', 'a\\b', 'a#b', 'a?b', 'a%b', 'a:b', 'a\nb', 'x'.repeat(129)])(
  'the run name %j is refused',
  (name) => {
    expect(() => checkName('run', name)).toThrow(expect.objectContaining({ code: 'name-invalid' }))
  },
)

test('a run may have any other name', () => {
  expect(checkName('run', 'Ünder score-1.5 (copy)')).toBe('Ünder score-1.5 (copy)')
})
