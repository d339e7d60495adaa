import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Bends, DemoIdp } from '../../demo-idp/index.ts'
import { createJar } from '../kit/jar.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { ended, walkSignIn } from './walk.ts'

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

const me = (jar: ReturnType<typeof createJar>) =>
  jar.send(`${signpost.url}/api/me`, { headers: { accept: 'application/json' } })

test('a person signs in, comes back to the page that was asked for, and is known', async () => {
  const jar = createJar()
  expect((await me(jar)).status).toBe(401)
  const { path, answer } = await walkSignIn(signpost.url, {
    jar,
    person: 'ada',
    start: '/oidc/login?return_to=/ada/project?x=1',
  })
  expect(path).toBe('/ada/project?x=1')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
  expect(JSON.parse((await me(jar)).text).user).toMatchObject({ username: 'ada', email: 'ada@demo.example' })
})

test('the attempt has its stages in order, with times and evidence, and no secrets', async () => {
  await walkSignIn(signpost.url)
  const [newest] = await signpost.attempts()
  expect(newest).toMatchObject({ outcome: 'signed-in', code: null, username: 'ben', provider: 'default' })
  expect(newest!.stages.map(({ stage }) => stage)).toEqual([
    'config',
    'discovery',
    'authorize',
    'callback',
    'token',
    'jwks',
    'id-token',
    'userinfo',
    'session',
  ])
  expect(newest!.stages.find(({ stage }) => stage === 'token')?.evidence).toMatchObject({
    clientAuth: 'client_secret_basic',
    pkce: true,
    status: 200,
  })
})

test('the request to the provider has PKCE, state and nonce, and the redirect URI of HOST alone', async () => {
  const { answer } = { answer: await createJar().send(`${signpost.url}/oidc/login`) }
  const asked = new URL(answer.location!).searchParams
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: 'code',
    client_id: 'signpost',
    redirect_uri: `${signpost.url}/oidc/callback`,
    code_challenge_method: 'S256',
    scope: 'openid profile email',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)!.length).toBeGreaterThanOrEqual(43)
})

const signedBy = (alg: string, key: 'published' | 'foreign' | 'client-secret' | 'other-secret'): Bends => ({
  sign: { alg, key },
  discovery: (document) => ({ ...document, id_token_signing_alg_values_supported: [alg] }),
})

describe('an ID token is proven', () => {
  const asymmetric = [
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
    'Ed25519',
  ]
  test.each(asymmetric)('by a published key: %s', async (alg) => {
    Object.assign(idp.bends, signedBy(alg, 'published'))
    expect((await walkSignIn(signpost.url)).code).toBeNull()
  })
  test.each(asymmetric)('and refused with the key of somebody else: %s', async (alg) => {
    Object.assign(idp.bends, signedBy(alg, 'foreign'))
    expect((await walkSignIn(signpost.url)).code).toBe('signature-bad')
  })
  test('by the client secret, which is noted: HS256', async () => {
    Object.assign(idp.bends, signedBy('HS256', 'client-secret'))
    expect((await walkSignIn(signpost.url)).code).toBeNull()
    expect((await signpost.attempts())[0]!.evidence).toMatchObject({ mended: ['alg-hs256'] })
  })
  test('and refused with another secret: HS256', async () => {
    Object.assign(idp.bends, signedBy('HS256', 'other-secret'))
    expect((await walkSignIn(signpost.url)).code).toBe('signature-bad')
  })
  test('and refused when the secret is too short for the algorithm: HS384', async () => {
    Object.assign(idp.bends, signedBy('HS384', 'client-secret'))
    expect((await walkSignIn(signpost.url)).code).toBe('secret-too-short')
  })
  test('but never by a symmetric key, or one for encryption, that the provider publishes', async () => {
    const keys = (jwks: Record<string, unknown>) => jwks['keys'] as Record<string, unknown>[]
    Object.assign(idp.bends, signedBy('RS256', 'published'))
    idp.bends.sign = { alg: 'RS256', kid: 'enc-only' }
    idp.bends.jwks = (jwks) => ({ keys: [{ ...keys(jwks)[0], kid: 'enc-only', use: 'enc' }] })
    expect((await walkSignIn(signpost.url)).code).toBe('unknown-kid-rotation')
  })
  test('although keys of other kinds, or broken ones, stand before it', async () => {
    const others = [
      { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA' },
      { kty: 'EC', crv: 'secp256k1', x: 'AA', y: 'AA', use: 'sig' },
      { kty: 'RSA', use: 'sig', alg: 'RS256', n: 'AA', e: '' },
      { kty: 'RSA', use: 'sig', x5c: ['nonsense'] },
      { kty: 7 },
      'no key',
      null,
    ]
    idp.bends.sign = { alg: 'RS256', kid: 'among-others' }
    idp.bends.jwks = (jwks) => ({
      keys: [...others, ...(jwks['keys'] as object[]).map((key) => ({ ...key, kid: undefined }))],
    })
    expect((await walkSignIn(signpost.url)).code).toBeNull()
  })
  test('by a new key as soon as the provider uses it', async () => {
    idp.bends.sign = { alg: 'RS256', kid: 'rotated' }
    idp.bends.jwks = (jwks) => ({ keys: [{ ...(jwks['keys'] as object[])[0], kid: 'rotated' }] })
    expect((await walkSignIn(signpost.url)).code).toBeNull()
  })
  test('by any fitting key where neither token nor keys have an id', async () => {
    idp.bends.jwks = (jwks) => ({ keys: (jwks['keys'] as object[]).map((key) => ({ ...key, kid: undefined })) })
    idp.bends.sign = { alg: 'RS256', kid: 'nobody-has-it' }
    expect((await walkSignIn(signpost.url)).code).toBeNull()
  })
})

describe('the provider decides how the secret is sent, one way at a time', () => {
  test('the body only, though it publishes Basic: tried, learned, and used at once the next time', async () => {
    idp.bends.tokenAuth = 'post'
    expect((await walkSignIn(signpost.url)).code).toBeNull()
    const clientAuths = async () =>
      (await signpost.attempts())[0]!.stages
        .filter(({ stage }) => stage === 'token')
        .map(({ evidence }) => evidence['clientAuth'])
    expect(await clientAuths()).toEqual(['client_secret_basic', 'client_secret_post'])
    expect((await walkSignIn(signpost.url)).code).toBeNull()
    expect(await clientAuths()).toEqual(['client_secret_post'])
  })
  test('Basic only, though the body worked last', async () => {
    idp.bends.tokenAuth = 'basic'
    expect((await walkSignIn(signpost.url)).code).toBeNull()
  })
})

describe('what differs between providers is put right', () => {
  test.each<[string, Bends]>([
    [
      'fields that nobody knows in the token answer',
      { token: (body) => ({ ...body, grant_id: 'x', expires_in: 'soon', scope: 7 }) },
    ],
    ['several audiences with azp', { claims: (c) => ({ ...c, aud: ['other', 'signpost'], azp: 'signpost' }) }],
    ['a clock that differs by half a minute', { claims: (c) => ({ ...c, iat: c.iat! + 30 }) }],
    ['a userinfo endpoint that fails', { answers: { '/me': { status: 500, body: 'oops', type: 'text/plain' } } }],
    [
      'a provider that publishes almost nothing',
      { discovery: (d) => pick(d, 'issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri') },
    ],
    ['a discovery that takes four seconds', { delays: { '/.well-known/openid-configuration': 4000 } }],
  ])('%s', async (_what, bends) => {
    Object.assign(idp.bends, bends)
    if ('discovery' in bends) idp.bends.callback = (url) => url.searchParams.delete('iss')
    expect((await walkSignIn(signpost.url)).code).toBeNull()
  })

  test('email_verified as text is read as what it says', async () => {
    idp.bends.userinfo = (claims) => ({ ...claims, email_verified: 'true' })
    await walkSignIn(signpost.url)
    expect((await signpost.attempts())[0]!.evidence).toMatchObject({ mended: ['email-verified-string'] })
  })
})

test('an answer that comes by POST from the other site is sent round once, and then ends the sign-in', async () => {
  const jar = createJar()
  const start = await jar.walk(`${signpost.url}/oidc/login?return_to=/here`)
  let at = await jar.submit(start, { login: 'chen' })
  while (!at.location!.startsWith(signpost.url)) at = await jar.send(at.location!)
  const posted = new URL(at.location!).searchParams
  const crossSite = { 'sec-fetch-site': 'cross-site', origin: 'null', cookie: 'none=1' }
  const round = await jar.send(`${signpost.url}/oidc/callback`, { method: 'POST', body: posted, headers: crossSite })
  expect(round.status).toBe(200)
  expect(round.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect((await jar.submit(round)).location).toBe(`${signpost.url}/here`)
})

test('an answer behind the # is noticed by the page, and named', async () => {
  const page = await createJar().send(`${signpost.url}/oidc/callback`)
  expect(page.status).toBe(200)
  expect(page.text).toContain('location.hash')
  expect((await walkFrom('/oidc/callback?came=fragment')).code).toBe('fragment-response')
  expect((await walkFrom('/oidc/callback?came=empty')).code).toBe('params-stripped')
  const json = await createJar().send(`${signpost.url}/oidc/callback`, { headers: { accept: 'application/json' } })
  expect(json.status).toBe(400)
  expect(JSON.parse(json.text).error).toMatchObject({
    code: 'params-stripped',
    title: expect.any(String),
    attempt: expect.any(String),
  })
})

async function walkFrom(path: string) {
  return ended(await createJar().send(signpost.url + path))
}

const pick = (from: Record<string, unknown>, ...names: string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))
