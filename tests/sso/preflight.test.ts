import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Check } from '../../src/sso/index.ts'
import { providerSettings } from '../../src/sso/index.ts'
import { type Certificates, leaf, makeCertificates } from '../kit/certificates.ts'
import type { Bends, Json, RawAnswer } from './conformance/provider.ts'
import { type Station, startStation } from './conformance/station.ts'

/** What is found out of a provider without a person, at the real server, with a provider that is bent by hand. */
let station: Station
beforeAll(async () => {
  station = await startStation()
})
afterEach(() => {
  station.provider.straighten()
  station.provider.moveKeys()
})
afterAll(async () => {
  await station.stop()
})

const examined = (fields: Json = {}, bends: Bends = {}): Promise<Check[]> => {
  const { issuer, clientId, clientSecret } = station.provider
  Object.assign(station.provider.bends, { authorization: askedForNobody }, bends)
  const all = { issuer, clientId, clientSecret, ...fields }
  const set = Object.entries(all).filter(([, value]) => value !== null)
  const written = set.map(([name, value]) => [name, { value }])
  const settings = providerSettings({ id: 'bent', fields: Object.fromEntries(written), findings: [] })
  return station.server.context.sso.preflight(settings)
}
const askedForNobody = (answer: URLSearchParams) => {
  answer.delete('code')
  answer.set('error', 'login_required')
}
const called = (checks: Check[], name: string) => checks.find(({ id }) => id === `provider.bent.${name}`)!
const ofCode = (checks: Check[], code: string) => checks.filter((check) => check.code === code)
const answers = (path: string, status: number, body: unknown, headers = {}): Bends => ({
  answer: (asked) => (asked.path === path ? { status, headers, body: JSON.stringify(body) } : undefined),
})

describe('the list', () => {
  test('has the same checks in the same order, whatever is wrong', async () => {
    const names = (checks: Check[]) => checks.map(({ id }) => id).filter((id) => !id.endsWith('http-issuer-loopback'))
    const healthy = await examined()
    expect(healthy.filter(({ status }) => status === 'error')).toEqual([])
    for (const broken of [
      await examined({ issuer: 'http://localhost:1' }),
      await examined({ clientId: null }),
      await examined({}, answers('/.well-known/openid-configuration', 404, {})),
      await examined({}, { discovery: (d) => ({ ...d, issuer: 'https://other.example' }) }),
      await examined({}, { jwks: () => [] }),
    ]) {
      expect(names(broken)).toEqual(names(healthy))
      expect(broken.filter(({ status }) => status === 'error')).toHaveLength(1)
    }
  })

  test('skips what could not be looked at, and names what it waited for', async () => {
    const checks = await examined({ issuer: 'http://localhost:1' })
    expect(called(checks, 'connection')).toMatchObject({ status: 'error', code: 'conn-refused-localhost' })
    expect(called(checks, 'name')).toMatchObject({ status: 'ok', evidence: { host: 'localhost' } })
    for (const name of ['http', 'clock', 'discovery', 'token', 'logout'])
      expect(called(checks, name)).toMatchObject({ status: 'skipped', evidence: { after: 'provider.bent.connection' } })
  })

  test('tells status, type, size and time of the document, and which keys prove what', async () => {
    const checks = await examined()
    expect(called(checks, 'discovery').evidence).toMatchObject({
      status: 200,
      contentType: 'application/json',
      bytes: expect.any(Number),
      elapsed: expect.any(Number),
    })
    expect(called(checks, 'keys').evidence['keys']).toContain('rsa (RSA, sig): RS256')
  })
})

describe('of TLS', () => {
  let certificates: Certificates
  let issuer: string
  let stop: () => void
  beforeAll(async () => {
    certificates = await makeCertificates()
    // For two days each.
    await certificates.make('shown', {}, leaf())
    await certificates.make('ours', { name: 'signpost' }, 'extendedKeyUsage=clientAuth')
    const [key, cert] = await Promise.all(['key', 'pem'].map((kind) => readFile(certificates.file(`shown.${kind}`))))
    const server = createServer({ key, cert }, (_, response) => {
      const document = JSON.stringify(documentAt(issuer, 0))
      response.setHeader('content-type', 'application/json').end(document)
    })
    await new Promise<void>((ready) => server.listen(0, 'localhost', ready))
    issuer = `https://localhost:${(server.address() as AddressInfo).port}`
    stop = () => void server.close()
  }, 60_000)
  afterAll(async () => {
    stop()
    await certificates.remove()
  })

  test('tls-expires-soon: the days that are left, the chain and whose word counts for it', async () => {
    const check = called(await examined({ issuer, caFile: certificates.file('shown.pem') }), 'tls')
    expect(check).toMatchObject({ status: 'warning', code: 'tls-expires-soon' })
    expect(check.evidence).toMatchObject({
      days: 1,
      protocol: 'TLSv1.3',
      trusted: true,
      certificate: { names: expect.stringContaining('localhost') },
      authorities: { caFile: 1 },
    })
  })

  test('client-certificate-expires-soon: our own, before the provider refuses it', async () => {
    const [caFile, tlsCertFile, tlsKeyFile] = ['shown.pem', 'ours.pem', 'ours.key'].map(certificates.file)
    const checks = await examined({ issuer, caFile, tlsCertFile, tlsKeyFile })
    expect(ofCode(checks, 'client-certificate-expires-soon')).toMatchObject([
      { status: 'warning', evidence: { days: 1 } },
    ])
  })
})

describe('secret-expires-soon', () => {
  const in_ = (days: number) => new Date(Date.now() + (days + 0.5) * 86_400_000).toISOString()
  test.each([
    [400, []],
    [29, ['secret-expires-soon']],
    [0, ['secret-expires-soon']],
    [-1, ['secret-expired']],
  ])('%d days before its end: %j', async (days, codes) => {
    const checks = await examined({ secretExpiresAt: in_(days) })
    expect(checks.flatMap(({ code }) => (code?.startsWith('secret-') ? [code] : []))).toEqual(codes)
    expect(called(checks, 'token').status).toBe('ok')
  })
})

describe('the clocks', () => {
  const ahead = (seconds: number): Bends => {
    const date = new Date(Date.now() + seconds * 1000).toUTCString()
    return {
      answer: ({ path }) =>
        path === '/.well-known/openid-configuration'
          ? { headers: { date }, body: JSON.stringify(documentAt(station.provider.issuer, station.provider.round)) }
          : undefined,
    }
  }
  test.each([
    [0, 'ok', undefined],
    [45, 'warning', 'clock-skew'],
    [-200, 'warning', 'clock-skew'],
    [300, 'error', 'iat-future'],
    [-900, 'error', 'exp-past'],
  ])('of a provider that is %d s ahead: %s %s', async (seconds, status, code) => {
    const check = called(await examined({}, ahead(seconds)), 'clock')
    expect([check.status, check.code]).toEqual([status, code])
  })

  test('agree where a cache between says how old its answer is', async () => {
    const old = ahead(-900)
    const bends: Bends = {
      answer: (asked) => {
        const answer = old.answer!(asked) as RawAnswer | undefined
        return answer && { ...answer, headers: { ...answer.headers, age: '900' } }
      },
    }
    expect(called(await examined({}, bends), 'clock').status).toBe('ok')
  })
})

const documentAt = (issuer: string, round: number): Json => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks/${round}`,
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
})

describe('the secret', () => {
  const secretsSent = () =>
    station.provider.asked.flatMap(({ path, form, headers }) => {
      if (path !== '/token') return []
      const { clientSecret } = station.provider
      if (form.get('client_secret') === clientSecret) return ['client_secret_post']
      const pair = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString()
      return pair.endsWith(`:${clientSecret}`) ? ['client_secret_basic'] : []
    })

  test('is proven once by each method that the document lists', async () => {
    const check = called(await examined(), 'token')
    expect(check.evidence['methods']).toEqual({ client_secret_basic: 'believed', client_secret_post: 'believed' })
    expect(secretsSent()).toEqual(['client_secret_basic', 'client_secret_post'])
  })

  test('never goes by a method that the document rules out', async () => {
    const only = (method: string): Bends => ({
      discovery: (document) => ({ ...document, token_endpoint_auth_methods_supported: [method] }),
    })
    await examined({}, only('client_secret_post'))
    expect(secretsSent()).toEqual(['client_secret_post'])
    station.provider.straighten()
    const checks = await examined({ clientAuth: 'client_secret_basic' }, only('client_secret_post'))
    expect(secretsSent()).toEqual([])
    expect(called(checks, 'token').status).toBe('skipped')
    expect(called(checks, 'client-auth')).toMatchObject({ status: 'warning', code: 'client-auth-method-unsupported' })
  })

  test('of a public client is not missed; whether it is one cannot be told where the code is looked at first', async () => {
    expect(called(await examined({ clientSecret: null }), 'token')).toMatchObject({ status: 'ok' })
    const check = called(
      await examined({ clientSecret: null }, answers('/token', 400, { error: 'invalid_grant' })),
      'token',
    )
    expect(check).toMatchObject({ status: 'skipped', title: expect.stringContaining('before the client') })
  })
})

test('pkce-off: switched off where the provider has it', async () => {
  expect(called(await examined({ pkce: 'off' }), 'pkce')).toMatchObject({ status: 'warning', code: 'pkce-off' })
})

test.each([
  ['alg-none', ['none']],
  ['alg-not-default', ['XS256']],
])('%s: nothing by which ID tokens are signed can be proven', async (code, algs) => {
  const bends: Bends = { discovery: (d) => ({ ...d, id_token_signing_alg_values_supported: algs }) }
  expect(called(await examined({}, bends), 'algorithms')).toMatchObject({ status: 'error', code })
})

describe('endpoints beside', () => {
  test('post-logout-uri-unregistered: where people come back to is not registered', async () => {
    const refusal = answers('/end-session', 400, 'post_logout_redirect_uri not registered')
    const check = called(await examined({}, refusal), 'logout')
    expect(check).toMatchObject({ status: 'warning', code: 'post-logout-uri-unregistered' })
    expect(check.mend!.join(' ')).toContain(`${station.url}/`)
  })

  test('a userinfo endpoint that is not there is warned of, and one that asks for a token is well', async () => {
    expect(called(await examined(), 'userinfo')).toMatchObject({ status: 'ok', evidence: { status: 401 } })
    station.provider.straighten()
    const check = called(await examined({}, answers('/userinfo', 404, {})), 'userinfo')
    expect(check).toMatchObject({ status: 'warning', code: 'userinfo-thin' })
  })

  test('a request that has to be pushed is pushed', async () => {
    const par = `${station.provider.issuer}/par`
    const demanded: Bends = {
      discovery: (d) => ({
        ...d,
        require_pushed_authorization_requests: true,
        pushed_authorization_request_endpoint: par,
      }),
    }
    const taken = answers('/par', 201, { request_uri: 'urn:request:1', expires_in: 60 })
    expect(called(await examined({}, { ...demanded, ...taken }), 'request')).toMatchObject({
      status: 'ok',
      evidence: { form: 'pushed' },
    })
    station.provider.straighten()
    const refused = answers('/par', 400, { error: 'invalid_request' })
    expect(called(await examined({}, { ...demanded, ...refused }), 'request')).toMatchObject({
      status: 'error',
      code: 'pushed-request-refused',
    })
  })
})

test('what was kept from before hides nothing: the same server sees at once what was mended, and what broke', async () => {
  expect(called(await examined({}, { jwks: () => [] }), 'keys').status).toBe('error')
  station.provider.straighten()
  expect(called(await examined(), 'keys').status).toBe('ok')
  expect(called(await examined({}, answers('/.well-known/openid-configuration', 503, {})), 'discovery')).toMatchObject({
    status: 'error',
    code: 'discovery-unavailable',
  })
})
