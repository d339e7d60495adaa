import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAttempt, newAttemptRecord } from '../attempt.ts'
import { profileFor } from '../profiles/profiles.ts'
import { defaultProviderSettings } from '../provider.ts'
import type { Claims } from './claim-path.ts'
import { emailWord, normalDomain } from './email.ts'

const clock = { now: () => 0 }
const address = 'ada@acme.example'

function wordOf(sources: Claims[], profile = 'generic', emailClaim = 'email') {
  const attempt = createAttempt(newAttemptRecord('acme', clock), clock)
  const settings = { ...defaultProviderSettings, id: 'acme', name: 'Acme', emailClaim }
  const word = emailWord(sources, settings, profileFor(profile, null), attempt)
  return { ...word, mended: attempt.record.evidence['mended'] }
}

describe('an address is proven only by the provider', () => {
  test.each<[string, string, Claims, boolean | null]>([
    ['true', 'generic', { email_verified: true }, true],
    ['false', 'generic', { email_verified: false }, false],
    ['nothing said', 'generic', {}, null],
    ['text "true" (Cognito)', 'cognito', { email_verified: 'true' }, true],
    ['text "false" (Cognito)', 'cognito', { email_verified: 'false' }, false],
    ['text "True"', 'generic', { email_verified: 'True' }, true],
    ['1', 'generic', { email_verified: 1 }, true],
    ['0', 'generic', { email_verified: 0 }, false],
    ['something else', 'generic', { email_verified: 'yes, really' }, null],
    ['an object that holds true', 'generic', { email_verified: { true: true } }, null],
    ['a list that holds true', 'generic', { email_verified: [true] }, null],
    ['a list that holds a text', 'generic', { email_verified: ['true'] }, null],
    ['Entra: nothing', 'entra', {}, null],
    ['Entra: email_verified is not its word', 'entra', { email_verified: true }, null],
    ['Entra: xms_edov', 'entra', { xms_edov: true }, true],
    ['Entra: xms_edov as text', 'entra', { xms_edov: '1' }, true],
    ['Entra: xms_edov false', 'entra', { xms_edov: false }, false],
    ['xms_edov elsewhere', 'generic', { xms_edov: true }, null],
    ['Okta: false of everybody', 'okta', { email_verified: false }, false],
    ['Google: a foreign address without hd', 'google', { email_verified: true }, null],
    ['Google: Workspace', 'google', { email_verified: true, hd: 'acme.example' }, true],
    ['Google: not verified, with hd', 'google', { email_verified: false, hd: 'acme.example' }, false],
  ])('%s', (_what, profile, claims, verified) => {
    expect(wordOf([{ email: address, ...claims }], profile).verified).toBe(verified)
  })

  test('the word counts for the address of the same party, or for the same address', () => {
    const userinfo = { email: 'root@acme.example', email_verified: true }
    expect(wordOf([{ email: address }, userinfo])).toMatchObject({ address, verified: null })
    expect(wordOf([{ email: address }, { ...userinfo, email: 'ADA@acme.example' }]).verified).toBe(true)
    const kelvin = { email: '\u212aate@acme.example' }
    expect(wordOf([kelvin, { email: 'kate@acme.example', email_verified: true }]).verified).toBeNull()
    expect(wordOf([{}, userinfo])).toMatchObject({ address: 'root@acme.example', verified: true })
    expect(
      wordOf([
        { email: address, email_verified: false },
        { email: address, email_verified: true },
      ]).verified,
    ).toBe(false)
  })

  test('email_verified speaks of email, not of another claim that was chosen', () => {
    const claims = { email: 'other@acme.example', email_verified: true, upn: address }
    expect(wordOf([claims], 'generic', 'upn')).toMatchObject({ address, verified: null })
    expect(wordOf([{ ...claims, email: address }], 'generic', 'upn').verified).toBe(true)
    expect(wordOf([{ email: '', enterprise_email: address, email_verified: true }], 'lark')).toMatchObject({
      address,
      verified: null,
    })
  })

  test('what was read from text is noted', () => {
    expect(wordOf([{ email: address, email_verified: 'true' }]).mended).toEqual(['email-verified-string'])
    expect(wordOf([{ email: address, email_verified: true }]).mended).toBeUndefined()
  })
})

describe('the domain by which people are admitted', () => {
  test.each<[string, string, Claims, string | null]>([
    ['of the address', 'generic', { email: address }, 'acme.example'],
    ['after the last @', 'generic', { email: '"a@evil.example"@Acme.Example' }, 'acme.example'],
    ['written in letters of a language', 'generic', { email: 'ada@münchen.example' }, 'xn--mnchen-3ya.example'],
    ['no address', 'generic', {}, null],
    ['an address without @', 'generic', { email: 'acme.example' }, null],
    ['Google: hd, not the address', 'google', { email: address, hd: 'Corp.example' }, 'corp.example'],
    ['Google: no hd', 'google', { email: address }, null],
    ['Google: its own mailboxes', 'google', { email: 'ada@gmail.com' }, 'gmail.com'],
    ['hd elsewhere means nothing', 'generic', { email: address, hd: 'corp.example' }, 'acme.example'],
  ])('%s', (_what, profile, claims, domain) => {
    expect(wordOf([claims], profile).domain).toBe(domain)
  })

  test('of anything that is written, nothing but letters, digits, dots and dashes comes out', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain(), fc.string({ unit: 'grapheme' })), (written) => {
        expect(normalDomain(written) ?? 'none').toMatch(/^[a-z0-9._-]+$/)
      }),
    )
  })

  test('an address is proven by no form of the claim but the few that mean true', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const meansTrue = typeof value !== 'object' && ['true', '1'].includes(String(value).toLowerCase())
        expect(wordOf([{ email: address, email_verified: value }]).verified === true).toBe(meansTrue)
      }),
    )
  })

  test.each([
    ['@Acme.example', 'acme.example'],
    ['acme.example.', 'acme.example'],
    ['MÜNCHEN.example', 'xn--mnchen-3ya.example'],
    ['not a domain', null],
    ['acme.example/evil', null],
    ['acme.example#evil', null],
    ['%61cme.example', null],
    ['a\tcme.example', null],
    ['acme.exa\u00admple', null],
    ['\u210amail.com', null],
    ['acme\u3002example', null],
    ['[::1]', null],
    ['', null],
  ])('%s is %s', (written, domain) => {
    expect(normalDomain(written)).toBe(domain)
  })
})
