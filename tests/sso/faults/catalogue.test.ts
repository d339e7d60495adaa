import { existsSync, readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { catalogue, type FaultCode } from '../../../src/sso/index.ts'
import { isElsewhere } from './case.ts'
import { allCases } from './cases/index.ts'
import { coverage, percent, totals } from './coverage.ts'
import { knownFailures } from './known-failures.ts'
import { notOurs, openFailures } from './not-ours.ts'

const codes = Object.keys(catalogue) as FaultCode[]

afterAll(() => {
  for (const share of Object.values(totals()))
    console.log(`${percent(share)} % (${share.part} of ${share.whole}) ${share.what}`)
})

test('each known failure is in the catalogue or is not ours, and in one of them only', () => {
  const all = Object.values(knownFailures).flat()
  const places = [codes, Object.keys(notOurs), openFailures]
  const wrong = all.filter((id) => places.filter((place) => (place as string[]).includes(id)).length !== 1)
  expect(wrong).toEqual([])
  expect(new Set(all).size).toBe(all.length)
})

test('what is not ours is a known failure', () => {
  const all = Object.values(knownFailures).flat()
  expect([...Object.keys(notOurs), ...openFailures].filter((id) => !all.includes(id))).toEqual([])
})

test('each code has a case, or a reason why nothing here can meet it', () => {
  expect(
    coverage().flatMap(({ code, cases }) => (cases.length === 0 && !uncovered.includes(code) ? [code] : [])),
  ).toEqual([])
  expect(uncovered.filter((code) => allCases.some((each) => each.code === code))).toEqual([])
})

test('cases have names of their own', () => {
  const names = allCases.map(({ code, name }) => `${code}: ${name}`)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test.each(allCases.filter(isElsewhere))('$code is met by $elsewhere', ({ code, elsewhere }) => {
  if (elsewhere === null) return
  expect(existsSync(elsewhere), elsewhere).toBe(true)
  expect(readFileSync(elsewhere, 'utf8')).toContain(code)
})

test('no page says a percentage that is less than promised', () => {
  const { attempt, withoutPerson } = totals()
  expect(percent(attempt)).toBeGreaterThanOrEqual(98)
  expect(percent(withoutPerson)).toBeGreaterThanOrEqual(70)
})

/** Codes that have no case here yet. */
const uncovered: FaultCode[] = [
  'assertion-rejected',
  'secret-is-the-hash',
  'secret-base64d',
  'confidential-client-without-secret',
  'client-auth-method-unsupported',
  'code-reused',
  'redirect-uri-differs-at-token',
  'token-malformed',
  'decryption-failed',
  'alg-hs256',
  'entra-custom-signing-key',
  'google-iss-two-spellings',
  'secret-too-short',
  'tenant-not-allowed',
  'max-age',
  'c-hash-mismatch',
  'id-tokens-differ',
  'jwks-unreachable',
  'jwks-malformed',
  'userinfo-401',
  'userinfo-thin',
  'userinfo-identity',
  'email-verified-string',
  'email-missing',
  'email-required',
  'email-verified-false',
  'email-verified-absent',
  'domain-not-allowed',
  'not-in-allowed-group',
  'groups-missing',
  'namespaced-claim',
  'groups-shape',
  'groups-guid-vs-name',
  'group-teams-invalid',
  'role-no-match',
  'display-name-missing',
  'username-collision',
  'link-takeover',
  'groups-overage',
  'claims-not-used',
  'signup-disabled',
  'user-suspended',
  'account-exists-unlinked',
  'sub-changed',
  'email-changed',
  'admin-demoted-by-sync',
  'team-missing',
  'id-token-hint-missing',
  'logout-endpoint-fake-or-absent',
  'backchannel-invalid',
  'csrf',
  'refresh-failed',
  'access-revoked',
  'unexpected',
  'workload-not-configured',
  'workload-token-malformed',
  'workload-issuer-unknown',
  'workload-keys-unreachable',
  'workload-alg-refused',
  'workload-key-unknown',
  'workload-signature-bad',
  'workload-token-type',
  'workload-exp-missing',
  'workload-token-expired',
  'workload-token-not-yet-valid',
  'workload-subject-missing',
  'workload-audience-mismatch',
  'workload-audience-unchecked',
  'workload-subject-unmapped',
  'workload-email-unverified',
  'workload-email-no-account',
  'workload-user-unknown',
]
