import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Bends } from '../../demo-idp/index.ts'
import { createJar, type Jar } from '../kit/jar.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { ended, walkSignIn } from './walk.ts'

/** Two providers, `default` and `acme`, at the same issuer. */
let signpost: Signpost
beforeAll(async () => {
  signpost = await startSignpost({ second: { id: 'acme' } })
})
afterAll(() => signpost.stop())
afterEach(() => {
  for (const name of Object.keys(signpost.idp.bends) as (keyof Bends)[]) delete signpost.idp.bends[name]
})

/** The callback's address as the provider wrote it, not yet opened. */
async function callbackOf(jar: Jar, start = `${signpost.url}/oidc/login`): Promise<string> {
  const isBack = (url: URL) => url.origin === signpost.url && url.pathname.startsWith('/oidc/callback')
  let at = await jar.walk(start, isBack)
  if (at.location === null) at = await jar.submit(at, { login: 'emil' })
  while (!isBack(new URL(at.location!))) at = await jar.send(at.location!)
  return at.location!
}
const isSignedIn = async (jar: Jar) => (await jar.send(`${signpost.url}/api/me`)).status === 200
const change = (address: string, name: string, value: string | null): string => {
  const url = new URL(address)
  if (value === null) url.searchParams.delete(name)
  else url.searchParams.set(name, value)
  return url.href
}

describe('an answer is refused', () => {
  test.each<[string, string, string | null]>([
    ['idp-initiated-no-state', 'state', ''],
    ['idp-initiated-no-state', 'state', null],
    ['idp-initiated-no-state', 'state', 'made-up-by-somebody'],
    ['iss-param-mismatch', 'iss', 'https://evil.example'],
    ['duplicate-params', 'state', 'twice'],
  ])('%s', async (code, name, value) => {
    const jar = createJar()
    const callback = await callbackOf(jar)
    const sent = code === 'duplicate-params' ? `${callback}&${name}=${value}` : change(callback, name, value)
    expect(ended(await jar.send(sent)).code).toBe(code)
    expect(await isSignedIn(jar)).toBe(false)
  })

  test('from another browser, with and without a sign-in cookie; and the right one can still finish', async () => {
    const [victim, attacker] = [createJar(), createJar()]
    const callback = await callbackOf(attacker)
    expect(ended(await victim.send(callback)).code).toBe('state-cookie-cross-site-redirect')
    await victim.send(`${signpost.url}/oidc/login`)
    expect(ended(await victim.send(callback)).code).toBe('state-multi-tab')
    expect(await isSignedIn(victim)).toBe(false)
    expect(ended(await attacker.send(callback)).code).toBeNull()
  })

  test('that came already: a second time, and of two at the same time one', async () => {
    const jar = createJar()
    const callback = await callbackOf(jar)
    const both = await Promise.all([jar.send(callback), jar.send(callback)])
    const accept = { accept: 'application/json' }
    expect(both.filter((each) => ended(each).code === null || ended(each).path === '/')).not.toHaveLength(0)
    const again = await jar.send(callback, { headers: accept })
    expect(again.status).toBe(400)
    expect(JSON.parse(again.text).error.code).toBe('callback-replayed')
    jar.forget(signpost.url)
    expect(ended(await jar.send(callback)).code).toBe('callback-replayed')
    const succeeded = (await signpost.attempts()).slice(0, 4).filter(({ outcome }) => outcome === 'signed-in')
    expect(succeeded).toHaveLength(1)
  })

  test('at the address of another provider', async () => {
    const jar = createJar()
    const callback = (await callbackOf(jar)).replace('/oidc/callback', '/oidc/callback/acme')
    expect(ended(await jar.send(callback)).code).toBe('callback-wrong-provider')
  })
})

test('two tabs of one browser both finish', async () => {
  const jar = createJar()
  const start = async () => (await jar.send(`${signpost.url}/oidc/login`)).location!
  for (const authorize of [await start(), await start()]) {
    const callback = await callbackOf(jar, authorize)
    expect(ended(await jar.send(callback)).code).toBeNull()
  }
})

test('who has signed in and goes back in the history is not bothered', async () => {
  const jar = createJar()
  const callback = await callbackOf(jar)
  await jar.send(callback)
  const again = await jar.send(callback)
  expect([again.status, again.location]).toEqual([302, `${signpost.url}/`])
})

describe('nobody is sent to another site', () => {
  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/%09/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    ' /x',
    '/login',
    '/logout',
    '/oidc/login',
    '@evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
  ])('after a sign-in with return_to=%j', async (target) => {
    const start = `/oidc/login?return_to=${encodeURIComponent(target)}`
    const { answer } = await walkSignIn(signpost.url, { start })
    expect(new URL(answer.location!).origin).toBe(signpost.url)
    expect(answer.headers.get('location')).toMatch(/^\/(?![/\\])/)
    expect(answer.location).not.toMatch(/\/(login|logout|oidc)/)
  })
  test('by target_link_uri of a third-party start', async () => {
    const iss = encodeURIComponent(signpost.idp.issuer)
    const target = encodeURIComponent('https://evil.example/x')
    const { path } = await walkSignIn(signpost.url, { start: `/oidc/initiate?iss=${iss}&target_link_uri=${target}` })
    expect(path).toBe('/')
  })
})

test('a start by the tile of the provider is clean, hands on the hint, and ends at the page that was meant', async () => {
  const iss = encodeURIComponent(signpost.idp.issuer)
  const target = encodeURIComponent(`${signpost.url}/emil/project`)
  const start = `/oidc/initiate?iss=${iss}&login_hint=emil&target_link_uri=${target}`
  const { answer } = { answer: await createJar().send(signpost.url + start) }
  expect(new URL(answer.location!).searchParams.get('login_hint')).toBe('emil')
  expect((await walkSignIn(signpost.url, { start })).path).toBe('/emil/project')
  expect((await walkSignIn(signpost.url, { start: '/oidc/initiate?iss=https://unknown.example' })).code).toBe(
    'provider-unknown',
  )
})
