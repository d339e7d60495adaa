import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogue } from '../../../src/sso/index.ts'
import { type Bends, robin } from '../conformance/provider.ts'
import { type Station, startStation } from '../conformance/station.ts'
import { base64url, signed } from '../conformance/tokens.ts'
import { anyText, hostileJson, noise, oneMemberChanged, runs } from './hostile.ts'

let station: Station
let ahead = 0
beforeAll(async () => {
  station = await startStation({
    clock: { now: () => Date.now() + ahead },
    providers: {
      hybrid: { responseType: 'code id_token token', responseMode: 'form_post' },
      signed: { responseMode: 'jwt' },
      refreshing: { scopes: ['openid', 'email', 'offline_access'] },
    },
  })
})
afterAll(() => station.stop())

/** One sign-in with this bend ends as each must: with a session, or with a code of the catalogue that is no defect of ours. */
async function endsWell(bends: Bends, provider = 'default'): Promise<void> {
  station.provider.straighten()
  station.log.length = 0
  station.provider.bends = bends
  const { code, signedIn, record, answer } = await station.signIn({ provider })
  // More than a browser brings is not read at all.
  if (answer.status === 413) {
    expect(signedIn).toBe(false)
    return
  }
  const because = JSON.stringify(record.evidence).slice(0, 2000)
  expect(code === null || Object.hasOwn(catalogue, code), `${code} ${because}`).toBe(true)
  expect(code, because).not.toBe('unexpected')
  expect(signedIn).toBe(code === null)
  if (code !== null) expect(String(record.evidence['happened']).length).toBeGreaterThan(10)
  expect(JSON.stringify(record).length, 'size of the record').toBeLessThan(60_000)
  expect(station.log.join('').length, 'size of the log').toBeLessThan(120_000)
  expect(station.log.filter((line) => JSON.parse(line).level >= 50)).toEqual([])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
}

const each = async <Value>(
  values: fc.Arbitrary<Value>,
  bends: (value: Value) => Bends,
  times = 60,
  provider = 'default',
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(values, (value) => endsWell(bends(value), provider)),
    runs(times),
  )

describe('whatever a provider sends, a sign-in ends with a session or a code that has a name', () => {
  const documentMembers = [
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'jwks_uri',
    'userinfo_endpoint',
    'end_session_endpoint',
    'response_types_supported',
    'response_modes_supported',
    'scopes_supported',
    'id_token_signing_alg_values_supported',
    'token_endpoint_auth_methods_supported',
    'code_challenge_methods_supported',
    'authorization_response_iss_parameter_supported',
    'require_pushed_authorization_requests',
    'pushed_authorization_request_endpoint',
    'mtls_endpoint_aliases',
  ]
  test('a discovery document with one odd member', () =>
    each(oneMemberChanged(...documentMembers), (discovery) => ({ discovery })))
  test('noise for a discovery document', () => each(noise, (text) => ({ discovery: () => text || ' ' })))

  const tokenMembers = [
    'access_token',
    'id_token',
    'token_type',
    'expires_in',
    'scope',
    'refresh_token',
    'error',
    'code',
  ]
  test('a token answer with one odd member', () => each(oneMemberChanged(...tokenMembers), (token) => ({ token })))
  test('noise for a token answer', () => each(noise, (text) => ({ token: () => text || ' ' })))
  test('a refusal of the token endpoint in any words, at any status, with any challenge', () =>
    each(
      fc.record({
        status: fc.constantFrom(200, 204, 301, 302, 400, 401, 403, 404, 429, 500, 503),
        error: hostileJson,
        description: hostileJson,
        challenge: fc.oneof(
          fc.string(),
          fc.constantFrom('Basic', 'Bearer error=', 'Basic realm="a, Bearer error="b', ',,,'),
        ),
      }),
      ({ status, error, description, challenge }) => ({
        answer: ({ path }) =>
          path === '/token'
            ? {
                status,
                headers: { 'www-authenticate': challenge.replace(/[^\x20-\x7e]/g, ''), 'retry-after': 'soon' },
                body: status === 204 ? '' : `{"error":${error},"error_description":${description}}`,
              }
            : undefined,
      }),
    ))

  const claims = ['iss', 'sub', 'aud', 'azp', 'exp', 'iat', 'nbf', 'nonce', 'at_hash', 'auth_time', 'sid', 'acr', 'amr']
  const personal = ['email', 'email_verified', 'name', 'given_name', 'preferred_username', 'groups', '_claim_names']
  test('an ID token with one odd claim', () =>
    each(oneMemberChanged(...claims, ...personal), (change) => ({ claims: change }), 200))
  test('an ID token with noise for claims', () => each(noise, (text) => ({ claims: () => text || ' ' })))
  test('an ID token with one odd member of its header', () =>
    each(
      oneMemberChanged('alg', 'kid', 'typ', 'cty', 'crit', 'b64', 'jwk', 'jku', 'x5c', 'x5u', 'enc', 'zip', 'p2c'),
      (header) => ({ header }),
    ))
  test('an ID token with noise for a header', () => each(noise, (text) => ({ header: () => text || ' ' })))
  test('noise for an ID token', () =>
    each(
      fc.oneof(
        anyText,
        fc.array(anyText, { maxLength: 6 }).map((parts) => parts.map(base64url).join('.')),
      ),
      (text) => ({ idToken: () => text }),
    ))

  test('userinfo with one odd member', () =>
    each(oneMemberChanged('sub', ...personal), (change) => ({
      answer: ({ path }) => (path === '/userinfo' ? { body: change(robin) } : undefined),
    })))
  test('noise for userinfo, as JSON and as a token', () =>
    each(fc.tuple(noise, fc.constantFrom('application/json', 'application/jwt', 'text/html')), ([body, type]) => ({
      answer: ({ path }) => (path === '/userinfo' ? { body, headers: { 'content-type': type } } : undefined),
    })))

  test('keys with one odd member', () =>
    each(oneMemberChanged('kty', 'n', 'e', 'kid', 'use', 'key_ops', 'alg', 'crv', 'x', 'x5c', 'k'), (change) => ({
      jwks: (keys) => `{"keys":[${keys.map((key) => change({ ...key })).join()}]}`,
      header: (header) => ({ ...header, kid: crypto.randomUUID() }),
    })))
  test('noise for keys', () =>
    each(
      fc.oneof(
        noise,
        hostileJson.map((value) => `{"keys":${value}}`),
      ),
      (text) => ({
        jwks: () => text || ' ',
        header: (header) => ({ ...header, kid: crypto.randomUUID() }),
      }),
    ))

  test('an answer by the browser with any text for what was asked for', () =>
    each(
      fc.tuple(fc.constantFrom('code', 'id_token', 'access_token', 'expires_in'), fc.oneof(noise, anyText)),
      ([name, text]) => ({ authorization: (answer) => answer.set(name, text.toWellFormed()) }),
      60,
      'hybrid',
    ))
  test('a signed answer with one odd member', () =>
    each(
      oneMemberChanged('iss', 'aud', 'exp', 'iat', 'state', 'code', 'error', 'response', 'id_token'),
      (change) => ({ responseMode: 'form_post', authorization: (answer) => asSigned(answer, change) }),
      60,
      'signed',
    ))
  test('the answer to a pushed request with one odd member, or noise', () =>
    each(
      fc.oneof(
        oneMemberChanged('request_uri', 'expires_in', 'error', 'error_description'),
        noise.map((text) => () => text),
      ),
      pushing,
    ))
})

/** A provider that wants requests pushed (RFC 9126), and answers so. */
function pushing(change: (answer: Record<string, unknown>) => string): Bends {
  let pushed = new URLSearchParams()
  return {
    discovery: (document) => ({
      ...document,
      require_pushed_authorization_requests: true,
      pushed_authorization_request_endpoint: `${document['issuer']}/par`,
    }),
    answer({ path, form, query }) {
      if (path === '/authorize') for (const [name, value] of pushed) query.set(name, value)
      if (path !== '/par') return undefined
      pushed = form
      return { status: 201, body: change({ request_uri: 'urn:example:1', expires_in: 60 }) }
    },
  }
}

/** As JWT Secured Authorization Response Mode has it. */
function asSigned(answer: URLSearchParams, change: (claims: Record<string, unknown>) => string): void {
  const { issuer, clientId, keys } = station.provider
  const claims = { ...Object.fromEntries(answer), iss: issuer, aud: clientId, exp: Math.floor(Date.now() / 1000) + 60 }
  for (const name of [...answer.keys()]) answer.delete(name)
  answer.set('response', signed({ alg: 'RS256', kid: 'rsa' }, change(claims), { alg: 'RS256', key: keys.rsa }))
}

test('whatever a provider answers in the background, the session goes on or ends, and nothing breaks', async () => {
  const members = ['access_token', 'id_token', 'expires_in', 'refresh_token', 'error', 'sub']
  await fc.assert(
    fc.asyncProperty(oneMemberChanged(...members), fc.constantFrom('/token', '/userinfo'), async (change, at) => {
      station.provider.straighten()
      const { jar } = await station.signIn({ provider: 'refreshing' })
      station.log.length = 0
      station.provider.bends = at === '/token' ? { token: change } : { answer: changedAt(at, change) }
      ahead += 6 * 60_000
      await station.isSignedIn(jar)
      await station.server.context.liveSessions.settled()
      await station.isSignedIn(jar)
      ahead = 0
      const broken = station.log.filter((line) => JSON.parse(line).level >= 50 || line.includes('"unexpected"'))
      expect(broken).toEqual([])
    }),
    runs(60),
  )
})

const changedAt = (at: string, change: (from: Record<string, unknown>) => string): Bends['answer'] => {
  return ({ path }) => (path === at ? { body: change(robin) } : undefined)
}
