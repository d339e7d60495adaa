import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AppApi, appApi } from '../kit/app-api.ts'
import { createJar, type Jar } from '../kit/jar.ts'
import { person } from '../kit/people.ts'
import { type Bends, type BentProvider, startBentProvider } from './conformance/provider.ts'
import { type Station, startStation } from './conformance/station.ts'
import { ended } from './walk.ts'

let station: Station
let provider: BentProvider
let other: BentProvider
let admin: AppApi
beforeAll(async () => {
  const both = { responseType: 'code id_token', responseMode: 'form_post' }
  station = await startStation({ providers: { acme: {}, hybrid: both, post: { clientAuth: 'client_secret_post' } } })
  provider = station.provider
  other = await startBentProvider()
  admin = appApi(station.url, (await person(station.server, 'root', { admin: true })).apiKey)
  const { issuer, clientId, clientSecret } = provider
  const made = await admin.post('/api/admin/providers', { id: 'paged', issuer, clientId, clientSecret })
  expect(made.status).toBe(201)
})
afterAll(async () => {
  await station.stop()
  await other.stop()
})
beforeEach(() => {
  provider.straighten()
  other.straighten()
})

/** A sign-in up to the address at which the provider sends the browser back, not yet opened. */
async function callbackOf(jar: Jar, id = 'default'): Promise<URL> {
  const start = await jar.send(`${station.url}/oidc/login${id === 'default' ? '' : `/${id}`}`)
  return new URL((await jar.send(start.location!)).location!)
}
async function open(jar: Jar, callback: URL | string): Promise<{ code: string | null; signedIn: boolean }> {
  const { code } = ended(await jar.send(String(callback)))
  return { code, signedIn: await station.isSignedIn(jar) }
}
const askedAt = (path: string, at = provider) => at.asked.filter((asked) => asked.path === path)

describe('mix-up: an answer counts only from the provider that was asked', () => {
  test.each<[string, string, (answer: URLSearchParams) => void]>([
    ['another iss', 'iss-param-mismatch', (answer) => answer.set('iss', 'https://evil.example')],
    ['an iss with a slash more', 'iss-param-mismatch', (answer) => answer.set('iss', `${provider.issuer}/`)],
    ['no iss, though it is promised', 'iss-param-missing', (answer) => answer.delete('iss')],
    ['an empty one', 'iss-param-missing', (answer) => answer.set('iss', '')],
    [
      'none, but an ID token that nobody asked for',
      'iss-param-missing',
      (answer) => {
        answer.delete('iss')
        answer.set('id_token', 'e30.e30.AA')
      },
    ],
  ])('%s: %s, and the code is sent nowhere', async (_what, code, authorization) => {
    provider.bends = { authorization }
    expect(await station.signIn()).toMatchObject({ code, signedIn: false })
    expect(askedAt('/token')).toEqual([])
  })

  test('each provider has an address of its own, where no answer of another counts', async () => {
    const jar = createJar()
    const callback = await callbackOf(jar, 'acme')
    expect(callback.pathname).toBe('/oidc/callback/acme')
    callback.pathname = '/oidc/callback'
    expect(await open(jar, callback)).toEqual({ code: 'callback-wrong-provider', signedIn: false })
    expect(askedAt('/token')).toEqual([])
  })

  test('a code is not sent to the provider that took the place of another while the person was away', async () => {
    const jar = createJar()
    provider.bends = { authorization: (answer) => answer.delete('iss'), discovery: unpromising }
    const callback = await callbackOf(jar, 'paged')
    const { issuer, clientId, clientSecret } = other
    other.bends = { discovery: unpromising }
    expect((await admin.send('PATCH', '/api/admin/providers/paged', { issuer, clientId, clientSecret })).status).toBe(
      200,
    )
    expect(await open(jar, callback)).toEqual({ code: 'provider-changed', signedIn: false })
    expect([...askedAt('/token'), ...askedAt('/token', other)]).toEqual([])
  })
})

const unpromising: Bends['discovery'] = ({ authorization_response_iss_parameter_supported: _, ...document }) => document

describe('code injection: what somebody else got is worth nothing here', () => {
  const injected = async (bends: Bends) => {
    provider.bends = bends
    const [victim, attacker] = [createJar(), createJar()]
    const [own, foreign] = [await callbackOf(victim), await callbackOf(attacker)]
    own.searchParams.set('code', foreign.searchParams.get('code')!)
    return open(victim, own)
  }
  test("another sign-in's code fails by PKCE", async () => {
    expect(await injected({})).toEqual({ code: 'pkce-verifier-mismatch', signedIn: false })
  })
  test('and where the provider does not look at PKCE, by the nonce', async () => {
    const forgetsChallenge: Bends = {
      answer(asked) {
        if (asked.path === '/authorize') asked.query.delete('code_challenge')
        return undefined
      },
    }
    expect(await injected(forgetsChallenge)).toEqual({ code: 'nonce-mismatch', signedIn: false })
  })
  test('an ID token of an earlier sign-in fails by the nonce', async () => {
    let earlier = ''
    provider.bends = { idToken: (token) => (earlier = token) }
    expect((await station.signIn()).signedIn).toBe(true)
    const replayed = earlier
    provider.bends = { idToken: () => replayed }
    expect(await station.signIn()).toMatchObject({ code: 'nonce-mismatch', signedIn: false })
  })
})

describe('the state is bound to the plan: a sign-in ends in the way in which it began', () => {
  test('no ID token stands for the code that was asked for', async () => {
    const jar = createJar()
    const callback = await callbackOf(jar)
    callback.searchParams.delete('code')
    callback.searchParams.set('id_token', 'e30.e30.AA')
    expect(await open(jar, callback)).toEqual({ code: 'code-missing', signedIn: false })
  })
  test('no code stands for the ID token that was asked for beside it', async () => {
    provider.bends = { authorization: (answer) => answer.delete('id_token') }
    expect(await station.signIn({ provider: 'hybrid' })).toMatchObject({
      code: 'front-channel-token-missing',
      signedIn: false,
    })
  })
  test('a plan that changed meanwhile changes nothing of it', async () => {
    const { issuer, clientId, clientSecret } = provider
    await admin.send('PATCH', '/api/admin/providers/paged', { issuer, clientId, clientSecret, responseType: 'code' })
    const jar = createJar()
    const callback = await callbackOf(jar, 'paged')
    const changed = { responseType: 'id_token', pkce: 'off', responseMode: 'fragment' }
    expect((await admin.send('PATCH', '/api/admin/providers/paged', changed)).status).toBe(200)
    expect(await open(jar, callback)).toEqual({ code: null, signedIn: true })
    expect(askedAt('/token')[0]!.form.get('code_verifier')).toMatch(/^[\w-]{43,}$/)
  })
})

describe('nothing comes twice', () => {
  test.each(['state', 'code', 'iss', 'error', 'id_token', 'access_token', 'response'])(
    'the parameter %s',
    async (name) => {
      const jar = createJar()
      const callback = await callbackOf(jar)
      callback.searchParams.append(name, 'a')
      callback.searchParams.append(name, 'b')
      expect(await open(jar, callback)).toEqual({ code: 'duplicate-params', signedIn: false })
    },
  )
})

test('each request to the token endpoint proves the client in exactly one way, whatever is refused', async () => {
  provider.bends = {
    answer: ({ path }) => (path === '/token' ? { status: 401, body: '{"error":"invalid_client"}' } : undefined),
  }
  for (const id of ['default', 'post', 'hybrid']) await station.signIn({ provider: id })
  expect(askedAt('/token').length).toBeGreaterThan(3)
  for (const { headers, form } of askedAt('/token')) {
    const proofs = [headers.authorization, form.get('client_secret'), form.get('client_assertion')]
    expect(proofs.filter((proof) => proof !== undefined && proof !== null)).toHaveLength(1)
  }
})

test.each([301, 302, 303, 307, 308])(
  'a token endpoint that points elsewhere by %i is not followed with our secret',
  async (status) => {
    provider.bends = {
      answer: ({ path }) =>
        path === '/token' ? { status, headers: { location: `${other.issuer}/token` } } : undefined,
    }
    expect((await station.signIn()).code).toBe('token-redirect')
    expect(other.asked).toEqual([])
  },
)

test('the session after a sign-in is new: not one that was planted in the browser, nor the one before', async () => {
  const jar = createJar()
  const first = await station.signIn({ jar })
  const before = jar.cookie(station.url, 'signpost')!
  expect(first.signedIn).toBe(true)
  await station.signIn({ jar })
  expect(jar.cookie(station.url, 'signpost')).not.toBe(before)
  const old = await createJar().send(`${station.url}/api/me`, { headers: { cookie: `signpost=${before}` } })
  expect(old.status).toBe(401)
})

test.each([2 ** 53 - 1, 1e300, -1, 'soon'])(
  'an auth_time of %j makes no proof that would count as fresh for ever',
  async (authTime) => {
    provider.bends = { claims: (claims) => ({ ...claims, auth_time: authTime }) }
    expect((await station.signIn()).signedIn).toBe(true)
    const sessions = station.server.context.appDb.selectFrom('session').select('authenticated_at')
    const { authenticated_at: at } = await sessions.orderBy('created_at', 'desc').executeTakeFirstOrThrow()
    expect(at).toBeGreaterThan(Date.now() - 60_000)
    expect(at).toBeLessThanOrEqual(Date.now())
  },
)

describe('header injection: what strangers and providers write makes no header of ours', () => {
  const injection = 'x\r\nSet-Cookie: evil=1\r\n\r\n<script>alert(1)</script>'
  const isClean = (answer: { headers: Headers; text: string }) => {
    expect(answer.headers.getSetCookie().join()).not.toContain('evil')
    expect(answer.text).not.toContain('<script>alert(1)')
  }
  test.each(['return_to', 'login_hint', 'iss', 'target_link_uri'])('by %s of a start', async (name) => {
    const query = new URLSearchParams({ [name]: injection })
    for (const path of ['/oidc/login', '/oidc/initiate', '/oidc/login/nobody'])
      isClean(await createJar().send(`${station.url}${path}?${query}`))
  })
  test.each(['error', 'error_description', 'error_uri', 'iss', 'code', injection])(
    'by %s of an answer',
    async (name) => {
      provider.bends = { authorization: (answer) => answer.set(name, injection) }
      for (const responseMode of ['query', 'form_post'] as const) {
        provider.bends.responseMode = responseMode
        isClean((await station.signIn()).answer)
      }
    },
  )
  test('by a form that is sent round', async () => {
    const body = new URLSearchParams({ state: '"><script>alert(1)</script>', [injection]: injection })
    isClean(await createJar().send(`${station.url}/oidc/callback`, { method: 'POST', body }))
  })
})

test.each<Record<string, string>>([
  { 'x-forwarded-host': 'evil.example' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
  { forwarded: 'host=evil.example;proto=https' },
  { 'x-forwarded-port': '1' },
  { 'x-forwarded-prefix': '/evil' },
  { 'x-original-host': 'evil.example', 'x-host': 'evil.example' },
])('headers never shape the redirect URI: %j', async (headers) => {
  const { location } = await createJar().send(`${station.url}/oidc/login`, {
    headers: headers as Record<string, string>,
  })
  const redirectUri = location && new URL(location).searchParams.get('redirect_uri')
  expect([null, `${station.url}/oidc/callback`]).toContain(redirectUri)
})

test('the pages between the provider and here load nothing from elsewhere, tell no address, and are not kept', async () => {
  const form = await createJar().send(`${station.url}/oidc/callback`, {
    method: 'POST',
    body: new URLSearchParams({ state: 'x' }),
  })
  const fragment = await createJar().send(`${station.url}/oidc/callback`)
  for (const { headers, text } of [form, fragment]) {
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text).not.toMatch(/(src|href)="https?:/)
  }
})
