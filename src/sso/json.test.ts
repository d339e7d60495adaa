import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseObject, readStrictObject, shapeOfJson } from './json.ts'

test.each<[string, number, string | null]>([
  ['1', 0, null],
  ['{}', 1, null],
  ['{"a":1,"b":{"a":1}}', 2, null],
  ['{"a":1,"a":2}', 1, 'a'],
  ['{"x":[{"a":1},{"a":2}]}', 3, null],
  ['{"x":[{"a":1,"b":2,"a":3}]}', 3, 'a'],
  ['{ "a" : 1 , "\\u0061" : 2 }', 1, 'a'],
  ['{"a":"a","b":"a\\":","c":["c","c"]}', 2, null],
  ['{"__proto__":1,"__proto__":2}', 1, '__proto__'],
  ['{"a":"[[[["}', 1, null],
])('%s is %d deep and names twice: %s', (text, depth, twice) => {
  expect(shapeOfJson(text)).toEqual({ depth, twice })
})

test('no value that was written by JSON.stringify names a member twice, however it is spaced', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 4 }), (value, space) => {
      expect(shapeOfJson(JSON.stringify(value, null, space)).twice).toBeNull()
    }),
  )
})

test('a member that is repeated is found, wherever the object stands', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })
  fc.assert(
    fc.property(objects, fc.integer({ min: 0, max: 30 }), (object, depth) => {
      const [name] = Object.keys(object)
      const twice = `{${JSON.stringify(name)}:0,${JSON.stringify(object).slice(1)}`
      expect(shapeOfJson('['.repeat(depth) + twice + ']'.repeat(depth)).twice).toBe(name)
    }),
  )
})

test('an object of a token is refused for a member twice and for deep nesting, any other for deep nesting alone', () => {
  const deep = `{"a":${'['.repeat(64)}${']'.repeat(64)}}`
  expect(parseObject(deep)).toBeNull()
  const deeper = `{"a":${'['.repeat(16)}${']'.repeat(16)}}`
  expect(parseObject(deeper)).not.toBeNull()
  expect(readStrictObject(deeper)).toEqual({ reason: 'it is nested deeper than 16 levels' })
  expect(parseObject('{"a":1,"a":2}')).toEqual({ a: 2 })
  expect(readStrictObject('{"a":1,"a":2}')).toEqual({ reason: 'it has the member "a" twice' })
  for (const text of [deep, '[]', 'null', '"a"', '{'])
    expect(readStrictObject(text)).toEqual({ reason: 'it is no JSON object' })
})

test('a member that may be repeated must say the same each time', () => {
  const read = (text: string) => 'value' in readStrictObject(text, ['iss'])
  expect(read('{"iss":"a","b":1,"iss":"a","c":2}')).toBe(true)
  expect(read('{"iss":"a","b":1,"iss":"b","c":2}')).toBe(false)
  expect(read('{"iss":"b","b":1,"iss":"a","iss":"b","c":2}')).toBe(false)
  expect(read('{"iss":"a","b":1,"b":1}')).toBe(false)
})
