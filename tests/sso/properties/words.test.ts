import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readIssuer } from '../../../src/sso/discovery/issuer.ts'
import {
  catalogue,
  explain,
  type FaultCode,
  profileFor,
  providerSettings,
  SsoFault,
  wordsOf,
} from '../../../src/sso/index.ts'
import { anyText, hostileJson, runs } from './hostile.ts'

const codes = Object.keys(catalogue) as FaultCode[]
const factNames = [...new Set(JSON.stringify(catalogue).match(/\{[\w.]+/g))].map((each) => each.slice(1))

describe('explain() gives whole sentences, whatever the facts', () => {
  const fact = fc.oneof(
    hostileJson.map((text) => JSON.parse(text) as unknown),
    fc.constantFrom<unknown>(undefined, Number.NaN, 10n, Symbol('odd'), () => 1, Object.create(null), new Map()),
  )
  const facts = fc.dictionary(fc.constantFrom(...factNames), fact, { maxKeys: 8 })

  test('for each code', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        facts,
        fc.constantFrom('generic', 'okta', 'lark'),
        (code, known, profile) => {
          const { title, happened, cause, mend } = explain(code, known, wordsOf(profileFor(profile, null)))
          for (const sentence of [title, happened, cause, ...mend]) {
            expect(sentence.trim()).not.toBe('')
            expect(sentence.length).toBeLessThan(10_000)
          }
        },
      ),
      runs(800),
    )
  })
})

describe('what people type', () => {
  const typed = fc.oneof(
    anyText,
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc
      .tuple(fc.constantFrom('https://', 'http://', 'HTTPS:', '//', 'javascript:', 'file:///', ''), anyText)
      .map((parts) => parts.join('')),
    fc.constantFrom(
      'https://',
      'http://[::1',
      'https://a b',
      'https://x/.well-known/',
      'https://%',
      'https://user:pass@x',
      'https://xn--a',
    ),
  )

  test('as an issuer is read, or refused by a code', () => {
    fc.assert(
      fc.property(typed, (text) => {
        try {
          const { issuer, discoveryUrl } = readIssuer(text)
          expect(discoveryUrl.startsWith(issuer.replace(/\/+$/, ''))).toBe(true)
          expect(['http:', 'https:']).toContain(new URL(discoveryUrl).protocol)
        } catch (error) {
          if (!(error instanceof SsoFault)) throw error
          expect(error.code).not.toBe('unexpected')
        }
      }),
      runs(2000),
    )
  })

  test('as any field of a provider never stops the server: it is settings', () => {
    const fields = fc.dictionary(
      fc.constantFrom(
        'issuer',
        'clientId',
        'clientSecret',
        'scopes',
        'pkce',
        'clientAuth',
        'caFile',
        'allowedDomains',
        'profile',
      ),
      fc
        .oneof(
          typed,
          hostileJson.map((text) => JSON.parse(text) as unknown),
        )
        .map((value) => ({ value })),
    )
    fc.assert(
      fc.property(fields, (written) => {
        const settings = providerSettings({ id: 'x', fields: written, findings: [] })
        expect(profileFor(settings.profile, settings.issuer).name).toMatch(/^[a-z]/)
        expect(settings.scopes.every((each) => typeof each === 'string')).toBe(true)
      }),
      runs(500),
    )
  })
})
