import { setTimeout as wait } from 'node:timers/promises'
import { answers, document, documentPath, html, without } from '../bends.ts'
import type { AnyCase } from '../case.ts'

export const discoveryCases: AnyCase[] = [
  {
    code: 'discovery-404',
    name: 'nothing is at the issuer',
    ...answers(documentPath, 404, {}),
    evidence: { status: 404 },
    preflight: 'error',
  },
  {
    code: 'issuer-host-spelling',
    name: 'capitals in an issuer that was typed',
    elsewhere: 'tests/sso/unusual.test.ts',
    attempt: 'named',
    preflight: 'wanted',
  },
  {
    code: 'discovery-html',
    name: 'a web page where the document should be',
    ...answers(documentPath, 200, html('Just a moment')),
    evidence: { pageTitle: ' ("Just a moment")' },
    words: 'Just a moment',
    preflight: 'error',
  },
  { code: 'discovery-malformed', name: 'no JSON', ...document(() => '{"issuer":'), preflight: 'error' },
  {
    code: 'discovery-malformed',
    name: 'an endpoint of another scheme',
    ...document((each) => ({ ...each, authorization_endpoint: 'javascript:alert(1)' })),
    preflight: 'error',
  },
  {
    code: 'discovery-malformed',
    name: 'a list that is a text',
    ...document((each) => ({ ...each, id_token_signing_alg_values_supported: 'RS256' })),
    preflight: 'error',
  },
  {
    code: 'discovery-unavailable',
    name: 'a provider that is out of order',
    ...answers(documentPath, 503, html('Service unavailable')),
    evidence: { status: 503 },
    preflight: 'error',
  },
  {
    code: 'discovery-redirect',
    name: 'an issuer that points elsewhere',
    ...answers(documentPath, 302, '', { location: 'https://elsewhere.example/' }),
    evidence: { location: 'https://elsewhere.example/' },
    preflight: 'error',
  },
  {
    code: 'discovery-gated',
    name: 'a sign-in wall before the provider',
    ...answers(documentPath, 403, html('Sign in')),
    preflight: 'error',
  },
  {
    code: 'discovery-too-large',
    name: 'a document without end',
    ...answers(documentPath, 200, 'x'.repeat(1_200_000)),
    preflight: 'error',
  },
  {
    code: 'discovery-incomplete',
    name: 'no keys in the document',
    ...document(without('jwks_uri')),
    evidence: { missing: ['jwks_uri'] },
    preflight: 'error',
  },
  {
    code: 'issuer-mismatch',
    name: 'the document of another issuer',
    ...document((each) => ({ ...each, issuer: 'https://other.example' })),
    evidence: { documentIssuer: 'https://other.example' },
    preflight: 'error',
  },
  {
    code: 'entra-common-issuer',
    name: 'the document of all tenants',
    ...document((each) => ({ ...each, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' })),
    preflight: 'error',
  },
  {
    code: 'issuer-wrong-realm',
    name: 'a realm that does not exist',
    ...answers(documentPath, 404, { error: 'Realm does not exist' }),
    words: 'Realm does not exist',
    preflight: 'error',
  },
  {
    code: 'rate-limited',
    name: 'too many requests',
    ...answers(documentPath, 429, {}, { 'retry-after': '30' }),
    evidence: { retryAfter: '30' },
    preflight: 'error',
  },
  {
    code: 'request-timeout-too-short',
    name: 'a provider that is too slow',
    bends: () => ({
      async answer({ path }) {
        if (path === documentPath) await wait(10_500)
        return undefined
      },
    }),
    preflight: 'error',
  },
]
