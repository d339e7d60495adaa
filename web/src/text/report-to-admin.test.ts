import { expect, test } from 'vitest'
import { asWritten, reportMail, reportText } from './report-to-admin.ts'

const failed = {
  origin: 'https://signpost.example',
  title: 'The sign-in was declined',
  code: 'consent-denied',
  attempt: 'abc123',
  at: new Date('2026-01-31T09:00:00Z'),
}

test('says where, what, when, and where an administrator reads more', () => {
  const text = reportText(failed)
  for (const part of ['https://signpost.example.', 'consent-denied', 'abc123', '2026-01-31T09:00:00.000Z'])
    expect(text).toContain(part)
  expect(text).toContain('https://signpost.example/settings/sign-in-attempts/abc123')
})

test('leaves out what is not known', () => {
  const text = reportText({ ...failed, code: null, attempt: null })
  expect(text).not.toMatch(/Code|Attempt|null|undefined|settings/)
})

test('goes into a mail with its line ends', () => {
  const mail = new URL(reportMail(failed))
  expect(mail.searchParams.get('subject')).toBe('Sign-in at signpost.example failed: consent-denied')
  expect(mail.searchParams.get('body')).toBe(reportText(failed))
})

test('takes from an address only what this server could have written there', () => {
  expect(['abc123', 'consent-denied'].map(asWritten)).toEqual(['abc123', 'consent-denied'])
  expect([undefined, '', 'Call +1 555 0100', '<b>', 'a'.repeat(65)].map(asWritten)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
})
