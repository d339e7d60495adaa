import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { claimAt, firstClaim, firstText } from './claim-path.ts'

const claims = {
  groups: ['a'],
  realm_access: { roles: ['b'] },
  resource_access: { signpost: { roles: ['c'] }, 'my.client': { roles: ['d'] } },
  'https://acme.example/roles': ['e'],
  'https://acme.example/claims': { roles: ['f'] },
  '/resource_access/odd': ['g'],
  'cognito:groups': ['h'],
  'a/b': { 'c~d': 'i' },
  list: [{ name: 'first' }, { name: 'second' }],
  'dotted.name': 'literal',
  dotted: { name: 'nested' },
  nothing: null,
}

test.each([
  ['groups', ['a']],
  ['realm_access.roles', ['b']],
  ['resource_access.signpost.roles', ['c']],
  ['/resource_access/signpost/roles', ['c']],
  ['resource_access.my.client.roles', ['d']],
  ['/resource_access/my.client/roles', ['d']],
  ['https://acme.example/roles', ['e']],
  ['https://acme.example/claims.roles', ['f']],
  ['/resource_access/odd', ['g']],
  ['cognito:groups', ['h']],
  ['/a~1b/c~0d', 'i'],
  ['/list/1/name', 'second'],
  ['dotted.name', 'literal'],
  ['/dotted/name', 'nested'],
  ['nothing', undefined],
  ['/list/01/name', undefined],
  ['/list/length', undefined],
  ['groups.0', undefined],
  ['realm_access..roles', undefined],
  ['', undefined],
  ['/', undefined],
  ['.', undefined],
  ['toString', undefined],
  ['constructor.name', undefined],
  ['/__proto__/polluted', undefined],
])('%s', (path, value) => {
  expect(claimAt(claims, path)).toEqual(value)
})

test('the first party that says something is heard; blank text and null say nothing', () => {
  const sources = [
    { email: ' ', team: null, name: ' Ada ' },
    { email: 'ada@x.example', team: 'x', name: 'Other' },
  ]
  expect(firstText(sources, 'email')).toBe('ada@x.example')
  expect(firstText(sources, 'name')).toBe('Ada')
  expect(firstClaim(sources, 'team')).toBe('x')
  expect(firstClaim(sources, 'absent')).toBeUndefined()
})

describe('of any claims', () => {
  const json = fc.dictionary(
    fc.string(),
    fc.jsonValue({ maxDepth: 3 }).map((value) => value as unknown),
  )

  test('a claim is found by its own name, whatever that holds', () => {
    fc.assert(
      fc.property(json, fc.string(), fc.string({ minLength: 1 }), (others, name, value) => {
        expect(claimAt({ ...others, [name]: value }, name)).toBe(value)
      }),
    )
  })

  test('a claim within objects is found by its pointer, whatever the names hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 5 }), (names) => {
        const nested = names.reduceRight<unknown>((inner, name) => Object.fromEntries([[name, inner]]), 'found')
        const pointer = names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
        expect(claimAt(nested as Record<string, unknown>, pointer)).toBe('found')
      }),
    )
  })

  test('a claim within objects is found by dots, also where the names hold dots', () => {
    const name = fc.stringMatching(/^[a-z][a-z.]{0,3}[a-z]$/)
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const nested = names.reduceRight<unknown>((inner, each) => ({ [each]: inner }), 'found')
        expect(claimAt(nested as Record<string, unknown>, names.join('.'))).toBe('found')
      }),
    )
  })

  test('no path throws, and none leads out of what was said', () => {
    fc.assert(
      fc.property(json, fc.string(), (said, path) => {
        const found = claimAt(said, path)
        expect(['string', 'number', 'boolean', 'object', 'undefined']).toContain(typeof found)
        expect(found).not.toBe(Object.prototype)
      }),
    )
  })
})
