import { expect, test } from 'vitest'
import { type Applicant, admit } from './admission.ts'
import type { EmailWord } from './claims/email.ts'
import type { SsoFault } from './faults/sso-fault.ts'
import { defaultProviderSettings, type ProviderSettings } from './provider.ts'

const codeOf = (rules: Partial<ProviderSettings>, applicant: Applicant): string | null => {
  try {
    admit({ ...defaultProviderSettings, id: 'acme', name: 'Acme', ...rules }, applicant)
    return null
  } catch (error) {
    return (error as SsoFault).code
  }
}

const email = (verified: boolean | null): EmailWord => ({ address: 'a@acme.example', domain: 'acme.example', verified })
const noEmail: EmailWord = { address: null, domain: null, verified: null }
const domain = { allowedDomains: ['acme.example'] }
const verified = { requireVerifiedEmail: true as const }
const group = { allowedGroups: ['in'] }

test.each<[string, Partial<ProviderSettings>, Partial<Applicant>, string | null, string | null]>([
  ['nothing is asked', {}, { email: noEmail }, null, null],
  ['the group is said', group, { groups: ['in'] }, null, null],
  ['another group is said', group, { groups: ['out'] }, 'not-in-allowed-group', 'not-in-allowed-group'],
  ['no group is said', group, { groups: [] }, 'not-in-allowed-group', 'not-in-allowed-group'],
  ['nothing is said of groups', group, { groups: null }, 'not-in-allowed-group', null],
  [
    'groups are left out by a provider that does so for people in none',
    group,
    { groups: null, isLeftOut: true },
    'not-in-allowed-group',
    'not-in-allowed-group',
  ],
  ['the address is verified', verified, { email: email(true) }, null, null],
  ['the address is not verified', verified, { email: email(false) }, 'email-verified-false', 'email-verified-false'],
  ['nothing is said of that', verified, { email: email(null) }, 'email-verified-absent', null],
  ['no address is said', verified, { email: noEmail }, 'email-required', null],
  ['the domain, verified', domain, { email: email(true) }, null, null],
  ['the domain, not verified', domain, { email: email(false) }, 'email-verified-false', 'email-verified-false'],
  ['the domain, and no word', domain, { email: email(null) }, 'email-verified-absent', null],
  ['no domain is said', domain, { email: noEmail }, 'domain-not-allowed', null],
  [
    'another domain',
    domain,
    { email: { ...email(true), domain: 'evil.example' } },
    'domain-not-allowed',
    'domain-not-allowed',
  ],
  [
    'the first rule that refuses is told',
    { ...domain, ...group },
    { email: email(false), groups: [] },
    'email-verified-false',
    'email-verified-false',
  ],
])('where %s', (_what, rules, said, atSignIn, whenAskedAgain) => {
  const applicant = { email: email(true), groups: ['in'], claims: [], isLeftOut: false, ...said }
  expect(codeOf(rules, { ...applicant, again: false })).toBe(atSignIn)
  expect(codeOf(rules, { ...applicant, again: true })).toBe(whenAskedAgain)
})
