import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SsoFault } from '../faults/sso-fault.ts'
import { readAssertion } from './assertion.ts'
import { accountOf, checkAssertion } from './checks.ts'
import type { WorkloadIssuer } from './issuer.ts'

const trusted: WorkloadIssuer = {
  issuer: 'https://ci.example',
  audiences: ['here'],
  subjects: new Map([['job', 'ada']]),
  matchVerifiedEmail: true,
  anyAudience: false,
}
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url')

/** The code of the fault, or what came out. Anything else that is thrown fails the test. */
function outcomeOf<Result>(work: () => Result): Result | string {
  try {
    return work()
  } catch (error) {
    if (error instanceof SsoFault) return error.code
    throw error
  }
}

test('whatever is sent as a token is read, or refused by its code', () => {
  const part = fc.oneof(fc.string(), fc.base64String(), fc.jsonValue().map(encoded))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const outcome = outcomeOf(() => readAssertion(parts.join('.')))
      if (typeof outcome === 'string') expect(outcome).toBe('workload-token-malformed')
      else expect(Object.getPrototypeOf(outcome.claims)).toBe(Object.prototype)
    }),
  )
})

const time = fc.oneof({ arbitrary: fc.integer({ min: 0, max: 2_000 }), weight: 9 }, fc.anything())
const claims = fc.record(
  {
    aud: fc.oneof(fc.constantFrom('here', 'there', ['there', 'here']), fc.jsonValue()),
    sub: fc.oneof(fc.constantFrom('job', 'ada@corp.example', '__proto__'), fc.jsonValue()),
    exp: time,
    iat: time,
    nbf: time,
    typ: fc.jsonValue(),
    nonce: fc.option(fc.jsonValue(), { nil: undefined, freq: 1 }),
    email: fc.jsonValue(),
    email_verified: fc.jsonValue(),
  },
  { requiredKeys: ['aud', 'sub', 'exp'] },
)

test('only claims that are for us, in time and of a known subject lead to an account, whatever else they hold', () => {
  const now = 1_000
  let admitted = 0
  fc.assert(
    fc.property(claims, (claims) => {
      const account = outcomeOf(() => {
        checkAssertion({ token: '', header: {}, claims }, { trusted, now: now * 1000 })
        return accountOf(claims, trusted)
      })
      if (typeof account === 'string') {
        expect(account).toMatch(/^workload-/)
        return
      }
      admitted++
      expect([claims.aud].flat()).toContain('here')
      expect(Number(claims.exp)).toBeGreaterThanOrEqual(now - 60)
      expect(claims.nonce).toBeUndefined()
      if ('username' in account) expect(claims.sub).toBe('job')
      else expect(claims.email === undefined ? claims.sub : claims.email_verified && claims.email).toBe(account.email)
    }),
    { numRuns: 3_000 },
  )
  expect(admitted).toBeGreaterThan(0)
})
