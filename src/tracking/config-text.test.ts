import { expect, test } from 'vitest'
import { branchPoint, clientPart, keepClientPart, readLoosely } from './config-text.ts'

test('numbers that JSON does not know do not hide the rest of a config', () => {
  expect(readLoosely('{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN \\" Infinity"}')).toEqual({
    a: null,
    b: [null, null],
    c: 'NaN " Infinity',
  })
  expect(readLoosely('{"a":')).toBeUndefined()
})

test('a branch point is found where the client puts it', () => {
  const config = '{"_wandb":{"value":{"branch_point":{"run_id":"abc","step":4}}},"x":{"value":NaN}}'
  expect(branchPoint(config)).toEqual({ run: 'abc', step: 4 })
  expect(branchPoint('{"branch_point":{"value":{"run_id":"abc","step":4}}}')).toBeNull()
  expect(branchPoint('[]')).toBeNull()
})

test('a config without a client part keeps the one that was there, and every digit of its own', () => {
  const before = '{"_wandb":{"value":{"t":1}},"a":{"value":1}}'
  const next = keepClientPart('{"a":{"value":1152921504606846977}}', before)
  expect(next).toContain('1152921504606846977')
  expect(clientPart(next)).toEqual({ t: 1 })
  expect(keepClientPart('{}', before)).toBe('{"_wandb":{"value":{"t":1}}}')
  expect(keepClientPart(before, '{}')).toBe(before)
})
