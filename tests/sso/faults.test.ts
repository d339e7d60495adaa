import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Bends, DemoIdp } from '../../demo-idp/index.ts'
import type { AttemptRecord, FaultCode } from '../../src/sso/index.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

/** One server and one provider; each row breaks one thing and expects its name. */
let signpost: Signpost
let idp: DemoIdp
beforeAll(async () => {
  signpost = await startSignpost()
  idp = signpost.idp
})
afterAll(() => signpost.stop())
afterEach(() => {
  for (const name of Object.keys(idp.bends) as (keyof Bends)[]) delete idp.bends[name]
})

const html = '<!doctype html><html><head><title>Just a moment</title></head></html>'
const seconds = () => Math.floor(Date.now() / 1000)
const document = '/.well-known/openid-configuration'
const without =
  (...names: string[]) =>
  (from: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)))
const answer = (path: string, status: number, body: unknown, headers: Record<string, string> = {}): Bends => ({
  answers: {
    [path]: {
      status,
      headers,
      ...(typeof body === 'string' ? { body, type: 'text/html' } : { body: JSON.stringify(body) }),
    },
  },
})
const tokenError = (error: string, description = '', status = 400): Bends =>
  answer('/token', status, { error, error_description: description })
const callbackError = (error: string, description = ''): Bends => ({
  callback(url) {
    url.searchParams.delete('code')
    url.searchParams.set('error', error)
    url.searchParams.set('error_description', description)
  },
})

const rows: [FaultCode, string, Bends, Record<string, unknown>?][] = [
  // discovery
  ['discovery-404', 'an issuer that is not there', answer(document, 404, {}), { status: 404 }],
  [
    'discovery-html',
    'a web page as discovery document',
    answer(document, 200, html),
    { pageTitle: ' ("Just a moment")' },
  ],
  ['discovery-malformed', 'a document that is no JSON', { answers: { [document]: { body: '{"issuer":' } } }],
  [
    'discovery-malformed',
    'an endpoint of another scheme',
    { discovery: (d) => ({ ...d, authorization_endpoint: 'javascript:alert(1)' }) },
  ],
  [
    'discovery-malformed',
    'a list that is a text',
    { discovery: (d) => ({ ...d, id_token_signing_alg_values_supported: 'RS256' }) },
  ],
  ['discovery-unavailable', 'a provider that is out of order', answer(document, 503, html), { status: 503 }],
  [
    'discovery-redirect',
    'an issuer that points elsewhere',
    answer(document, 302, '', { location: 'https://elsewhere.example/' }),
  ],
  ['discovery-gated', 'an issuer behind a sign-in wall', answer(document, 403, html)],
  ['discovery-too-large', 'an endless document', answer(document, 200, 'x'.repeat(1_200_000))],
  ['discovery-incomplete', 'a document without keys', { discovery: without('jwks_uri') }, { missing: ['jwks_uri'] }],
  [
    'issuer-mismatch',
    'a document of another issuer',
    { discovery: (d) => ({ ...d, issuer: 'https://other.example' }) },
    { documentIssuer: 'https://other.example' },
  ],
  [
    'entra-common-issuer',
    'a document for all tenants',
    { discovery: (d) => ({ ...d, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }) },
  ],
  ['issuer-wrong-realm', 'a realm that does not exist', answer(document, 404, { error: 'Realm does not exist' })],
  ['rate-limited', 'too many requests', answer(document, 429, {}, { 'retry-after': '30' })],
  ['request-timeout-too-short', 'a provider that is too slow', { delays: { [document]: 10_500 } }],
  // the answer of the provider
  [
    'user-not-assigned',
    'a person who is not assigned',
    callbackError('access_denied', 'User is not assigned to the client application.'),
  ],
  ['consent-denied', 'a person who cancelled', callbackError('access_denied', 'The person cancelled')],
  ['consent-required', 'missing consent', callbackError('consent_required')],
  ['idp-server-error', 'an error of the provider', callbackError('server_error', 'oops')],
  [
    'idp-policy-block',
    'conditional access',
    callbackError('access_denied', 'AADSTS53003: Access has been blocked by Conditional Access policies.'),
  ],
  ['response-type-disabled', 'a response type that is off', callbackError('unsupported_response_type')],
  ['grant-not-enabled', 'a flow that is off', callbackError('unauthorized_client', 'Client is not allowed to use it')],
  [
    'scope-groups-unknown',
    'an unknown scope named by its text',
    callbackError('invalid_client', "AADSTS650053: asked for scope 'groups' that doesn't exist"),
  ],
  ['pkce-required', 'PKCE wanted', callbackError('invalid_request', 'Missing parameter: code_challenge_method')],
  [
    'redirect-uri-mismatch',
    'a redirect URI that is not registered',
    callbackError('invalid_request', 'Invalid parameter: redirect_uri'),
  ],
  ['prompt-none-login-required', 'a provider that wants to see the person', callbackError('login_required')],
  [
    'provider-refused',
    'words that nobody knows',
    callbackError('strange_error', 'strange words'),
    { errorDescription: 'strange words' },
  ],
  [
    'iss-param-mismatch',
    'the answer of another provider',
    { callback: (url) => url.searchParams.set('iss', 'https://evil.example') },
    { iss: 'https://evil.example' },
  ],
  ['iss-param-missing', 'an answer that hides its provider', { callback: (url) => url.searchParams.delete('iss') }],
  ['code-missing', 'an answer without a code', { callback: (url) => url.searchParams.delete('code') }],
  [
    'duplicate-params',
    'an answer that says its state twice',
    { callback: (url) => url.searchParams.append('state', 'x') },
    { parameter: 'state' },
  ],
  // the token endpoint
  ['secret-wrong', 'a refused secret', tokenError('invalid_client', 'no', 401)],
  [
    'double-client-auth',
    'a provider that counts two',
    tokenError('invalid_request', 'Only support one client credential way.'),
  ],
  [
    'secret-is-id-not-value',
    'the id of a secret',
    tokenError('invalid_client', 'AADSTS7000215: Invalid client secret provided.', 401),
  ],
  ['secret-expired', 'a secret that has run out', tokenError('invalid_client', 'AADSTS7000222: expired', 401)],
  [
    'wrong-client-type-spa',
    'a single-page application',
    tokenError('invalid_request', 'AADSTS9002327: Tokens issued for the SPA'),
  ],
  ['public-client-with-secret', 'a public client', tokenError('invalid_client', 'AADSTS700025: Client is public', 401)],
  ['invalid-grant-other', 'a refused code', tokenError('invalid_grant', 'Code not valid')],
  ['pkce-verifier-mismatch', 'PKCE that does not fit', tokenError('invalid_grant', 'PKCE verification failed')],
  ['code-expired', 'a code that has run out', tokenError('invalid_grant', 'authorization code has expired')],
  ['token-refused', 'words that nobody knows', tokenError('strange_error')],
  ['idp-server-error', 'an error of the provider at the token endpoint', tokenError('server_error', 'oops', 500)],
  ['token-redirect', 'a token endpoint that points elsewhere', answer('/token', 302, '', { location: '/login' })],
  ['token-not-json', 'a web page as token', answer('/token', 200, html)],
  ['token-not-json', 'a gateway that fails', answer('/token', 502, html)],
  ['waf-blocks-token-call', 'a firewall', answer('/token', 403, html)],
  ['token-http200-error', 'an error that looks like success', answer('/token', 200, { error: 'invalid_grant' })],
  [
    'token-http200-error',
    'an error wrapped as some do',
    answer('/token', 200, { code: 20003, msg: 'bad' }),
    { errorDescription: 'bad' },
  ],
  [
    'token-unreachable',
    'a token endpoint that nobody serves',
    { discovery: (d) => ({ ...d, token_endpoint: 'http://localhost:1/token' }) },
    { network: 'conn-refused-localhost' },
  ],
  [
    'endpoint-forbidden',
    'a token endpoint among the metadata',
    { discovery: (d) => ({ ...d, token_endpoint: 'http://169.254.169.254/token' }) },
  ],
  [
    'http-issuer-refused',
    'a token endpoint without TLS elsewhere',
    { discovery: (d) => ({ ...d, token_endpoint: 'http://10.1.2.3/token' }) },
  ],
  // the ID token
  ['id-token-missing', 'no ID token', { token: without('id_token') }],
  [
    'id-token-encrypted',
    'an encrypted ID token',
    { idToken: () => `${btoa('{"alg":"RSA-OAEP-256","enc":"A256GCM"}').replace(/=+$/, '')}.a.b.c.d` },
  ],
  ['id-token-malformed', 'an ID token of two parts', { idToken: (token) => token.split('.').slice(0, 2).join('.') }],
  [
    'alg-none',
    'an unsigned ID token',
    { idToken: (token) => `${btoa('{"alg":"none"}').replace(/=+$/, '')}.${token.split('.')[1]}.` },
  ],
  ['alg-not-default', 'an algorithm that was not announced', { sign: { alg: 'ES512' } }, { alg: 'ES512' }],
  ['alg-not-default', 'HS256 that was not announced', { sign: { alg: 'HS256', key: 'client-secret' } }],
  ['signature-bad', 'a signature of somebody else', { sign: { alg: 'RS256', key: 'foreign' } }],
  ['signature-bad', 'claims that were changed', { idToken: (token) => tampered(token) }],
  [
    'unknown-kid-rotation',
    'a key that is not published',
    { sign: { alg: 'RS256', kid: 'unheard-of' } },
    { kid: 'unheard-of' },
  ],
  [
    'iss-mismatch',
    'another issuer',
    { claims: (c) => ({ ...c, iss: 'https://other.example' }) },
    { iss: 'https://other.example' },
  ],
  ['entra-v1-v2-mix', 'an issuer of version 1', { claims: (c) => ({ ...c, iss: 'https://sts.windows.net/x/' }) }],
  ['aud-mismatch', 'another audience', { claims: (c) => ({ ...c, aud: 'other-app' }) }, { aud: ['other-app'] }],
  ['aud-mismatch', 'no audience at all', { claims: (c) => ({ ...c, aud: [] }) }],
  ['azp-or-extra-aud', 'one audience too many', { claims: (c) => ({ ...c, aud: [c.aud as string, 'other-app'] }) }],
  ['azp-or-extra-aud', 'made for another party', { claims: (c) => ({ ...c, azp: 'other-app' }) }],
  ['exp-missing', 'no end', { claims: without('exp') }],
  ['exp-past', 'one that has run out', { claims: (c) => ({ ...c, exp: seconds() - 600 }) }],
  ['iat-missing', 'no beginning', { claims: without('iat') }],
  ['iat-future', 'one from the future', { claims: (c) => ({ ...c, iat: seconds() + 600 }) }],
  ['nbf', 'one that is not valid yet', { claims: (c) => ({ ...c, nbf: seconds() + 600 }) }],
  ['nonce-missing', 'no nonce', { claims: without('nonce') }],
  ['nonce-mismatch', 'the nonce of another sign-in', { claims: (c) => ({ ...c, nonce: 'another' }) }],
  [
    'at-hash-mismatch',
    'the access token of somebody else',
    { claims: (c) => ({ ...c, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }) },
  ],
  ['sub-missing', 'nobody', { claims: (c) => ({ ...c, sub: '' }) }],
  ['sub-odd', 'a number for a person', { claims: (c) => ({ ...c, sub: 17 }) }],
  ['sub-odd', 'a person without end', { claims: (c) => ({ ...c, sub: 'x'.repeat(256) }) }],
  // userinfo
  ['userinfo-sub-mismatch', 'userinfo of somebody else', { userinfo: (c) => ({ ...c, sub: 'demo-ada' }) }],
]

const tampered = (token: string): string => {
  const [header, body, signature] = token.split('.') as [string, string, string]
  const claims = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: 'demo-ada' }
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}

test.each(rows)('%s: %s', async (code, _what, bends, evidence = {}) => {
  Object.assign(idp.bends, bends)
  const ended = await walkSignIn(signpost.url)
  expect(ended.code).toBe(code)
  const record = (await signpost.attempt(ended.attempt)) as AttemptRecord
  expect(record).toMatchObject({ outcome: 'failed', code, evidence, username: null })
  expect(record.mend.length).toBeGreaterThan(0)
  expect(record.mend.join('\n')).not.toMatch(/[{}|]|undefined|null/)
  expect(record.stages.at(-1)).toMatchObject({ status: 'error' })
})

test('the sentence of the page comes from the catalogue and is the same for everybody', async () => {
  Object.assign(idp.bends, callbackError('access_denied', 'Call 555-0100 and tell them your password'))
  const ended = await walkSignIn(signpost.url)
  expect(decodeURIComponent(ended.path)).not.toContain('555-0100')
  const text = await (await fetch(`${signpost.url}/api/faults/${ended.code}`)).json()
  expect(text).toMatchObject({ code: 'consent-denied', title: expect.any(String), message: expect.any(String) })
  expect((await fetch(`${signpost.url}/api/faults/no-such-code`)).status).toBe(404)
})
