import { expect, test } from 'vitest'
import { profileFor, wordsOf } from '../profiles/profiles.ts'
import { catalogue, type FaultCode } from './catalogue.ts'
import { explain, visitorText } from './explain.ts'

const codes = Object.keys(catalogue) as FaultCode[]
const generic = wordsOf(profileFor('generic', null))

test('the set is closed, and each code is kebab-case', () => {
  expect(codes.length).toBeGreaterThan(80)
  for (const code of codes) expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
})

test.each(codes)('%s can be told to anybody without facts, and to an administrator whatever is known', (code) => {
  const { title, message } = visitorText(code)!
  expect(`${title} ${message}`).not.toMatch(/[{}|]|undefined/)
  expect(title).not.toMatch(/[.!]$/)
  for (const facts of [
    {},
    { issuer: 'https://idp.example', clientId: 'app', redirectUri: 'https://x/oidc/callback' },
  ]) {
    const { happened, cause, mend } = explain(code, facts, generic)
    expect([happened, cause, ...mend].join(' ')).not.toMatch(/\{\w+[|}]|undefined|\|/)
    expect(happened.length).toBeGreaterThan(10)
  }
})

test.each(codes)('what looks the same as %s is another code, and is told apart by a sentence', (code) => {
  for (const { code: other, decides } of catalogue[code].lookAlikes ?? []) {
    expect(codes).toContain(other)
    expect(other).not.toBe(code)
    expect(decides).toMatch(/^[A-Z].*\.$/)
    expect(decides).not.toMatch(/[{}|]/)
  }
})

test('the mend speaks the words of the provider', () => {
  const mendAt = (issuer: string) => explain('secret-missing', {}, wordsOf(profileFor('auto', issuer))).mend.join(' ')
  expect(mendAt('https://login.microsoftonline.com/tenant/v2.0')).toContain('the column Value; not the Secret ID')
  expect(mendAt('https://acme.okta.com')).toContain('Client secrets')
  expect(mendAt('https://sso.example/realms/acme')).toContain('Client authentication: Off')
  expect(mendAt('https://idp.example')).not.toMatch(/Okta|Keycloak|Entra/)
})

test('a mend whose facts are not known is left out, and one with a fallback is not', () => {
  const without = explain('discovery-404', { url: 'https://x', status: 404 }, generic)
  const withOne = explain('discovery-404', { url: 'https://x', status: 404, suggestedIssuer: 'https://y' }, generic)
  expect(withOne.mend[0]).toContain('https://y')
  expect(without.mend).toHaveLength(withOne.mend.length - 1)
})

test.each([
  ['https://acme.okta.com/oauth2/default', 'okta'],
  ['https://login.microsoftonline.com/x/v2.0', 'entra'],
  ['https://accounts.google.com', 'google'],
  ['https://acme.eu.auth0.com/', 'auth0'],
  ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x', 'cognito'],
  ['https://anycross.feishu.cn/sso/7', 'lark'],
  ['https://sso.example/realms/acme', 'keycloak'],
  ['https://okta.com.evil.example', 'generic'],
  ['acme.okta.com', 'okta'],
])('%s is recognised as %s', (issuer, name) => {
  expect(profileFor('auto', issuer).name).toBe(name)
})
