import { expect, test } from 'vitest'
import { createServerKey } from './server-key.ts'

const key = createServerKey(Buffer.alloc(32, 1))

test('what is sealed for a purpose opens for that purpose alone', () => {
  const sealed = key.seal('id-token', 'täglich')
  expect(key.unseal('id-token', sealed)).toBe('täglich')
  expect(key.unseal('other', sealed)).toBeNull()
  expect(createServerKey(Buffer.alloc(32, 2)).unseal('id-token', sealed)).toBeNull()
})

test('a changed or cut seal does not open', () => {
  const bytes = Buffer.from(key.seal('p', 'secret'), 'base64url')
  bytes[bytes.length - 1]! ^= 1
  expect(key.unseal('p', bytes.toString('base64url'))).toBeNull()
  expect(key.unseal('p', 'AAAA')).toBeNull()
})

test('the same text is sealed differently each time', () => {
  expect(key.seal('p', 'a')).not.toBe(key.seal('p', 'a'))
})

test('a purpose always has the same key, and no other purpose has it', () => {
  expect(key.derive('a').equals(createServerKey(Buffer.alloc(32, 1)).derive('a'))).toBe(true)
  expect(key.derive('a').equals(key.derive('b'))).toBe(false)
})
