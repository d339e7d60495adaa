import { expect, test } from 'vitest'
import type { ProviderCheck } from '../../../../../src/wire/app/contract.ts'
import { fieldOf, suggestedIssuer } from './finding-fields.ts'

const check = (code: string, stage: string, evidence: Record<string, unknown> = {}): ProviderCheck => ({
  id: 'provider.x.y',
  stage,
  status: 'error',
  title: '',
  evidence,
  code,
})

test.each([
  ['issuer-is-authorize-url', 'discovery', 'issuer'],
  ['dns-fail', 'network', 'issuer'],
  ['tls-expired', 'tls', 'issuer'],
  ['tls-private-ca', 'tls', 'caFile'],
  ['client-id-wrong', 'authorize', 'clientId'],
  ['redirect-uri-mismatch', 'authorize', 'redirectUri'],
  ['public-url-unset', 'config', 'redirectUri'],
  ['backchannel-unreachable', 'logout', 'redirectUri'],
  ['clock-off', 'host', undefined],
  ['scope-groups-unknown', 'authorize', 'scopes'],
  ['secret-missing', 'token', 'clientSecret'],
  ['token-unreachable', 'token', 'issuer'],
  ['rate-limited', 'token', 'issuer'],
  ['invalid-grant-other', 'token', 'clientSecret'],
])('%s (%s) stands at %s', (code, stage, field) => {
  expect(fieldOf(check(code, stage))).toBe(field)
})

test('what a check names itself comes first; what is no problem stands nowhere', () => {
  expect(fieldOf(check('address-invalid', 'config', { field: 'tokenEndpoint' }))).toBe('tokenEndpoint')
  expect(fieldOf({ ...check('x', 'token'), status: 'ok' })).toBeUndefined()
  expect(fieldOf(check('partial-config', 'config', { missing: 'client id' }))).toBeUndefined()
})

test('the issuer to take is the one that answers, or that the document names', () => {
  expect(suggestedIssuer(check('a', 'b', { suggestedIssuer: 'https://a', otherIssuer: 'https://b' }))).toBe('https://a')
  expect(suggestedIssuer(check('a', 'b', { otherIssuer: 'https://b' }))).toBe('https://b')
  expect(suggestedIssuer(check('issuer-trailing-slash', 'b', { documentIssuer: 'https://c/' }))).toBe('https://c/')
  expect(suggestedIssuer(check('a', 'b'))).toBeUndefined()
})
