import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Bends } from '../../demo-idp/index.ts'
import { createJar, type Jar } from '../kit/jar.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

const hours = 3_600_000
let ahead = 0
let signpost: Signpost
let key: string

beforeAll(async () => {
  signpost = await startSignpost({
    clock: { now: () => Date.now() + ahead },
    env: () => ({ SIGNPOST_REVALIDATE_EVERY: '600h', SIGNPOST_REVALIDATE_MAX: '600h' }),
    second: { id: 'acme', adminGroups: ['admins'] },
  })
  const { accounts } = signpost.server.context
  const root = await accounts.users.create({ username: 'root', admin: true, password: 'a long password of root' }, null)
  key = (await accounts.keys.create(root.id, 'script', null)).key
})
afterAll(() => signpost.stop())
afterEach(() => {
  ahead = 0
  bend({})
})

/** The provider's clock goes along with ours. */
function bend(bends: Bends): void {
  for (const name of Object.keys(signpost.idp.bends)) delete signpost.idp.bends[name as keyof Bends]
  const later = (seconds: unknown) => (typeof seconds === 'number' ? seconds + ahead / 1000 : undefined)
  const claims: Bends['claims'] = (given) => {
    const { iat, exp, auth_time } = given
    const moved = { ...given, iat: later(iat), exp: later(exp), auth_time: later(auth_time) }
    return bends.claims?.(moved) ?? moved
  }
  Object.assign(signpost.idp.bends, { ...bends, claims })
}

async function signedInAda(): Promise<Jar> {
  const jar = createJar()
  expect((await walkSignIn(signpost.url, { jar, person: 'ada', start: '/oidc/login/acme' })).code).toBeNull()
  return jar
}
async function signedInRoot(jar = createJar()): Promise<Jar> {
  const body = JSON.stringify({ username: 'root', password: 'a long password of root' })
  const headers = { 'content-type': 'application/json' }
  expect((await jar.send(`${signpost.url}/api/sign-in`, { method: 'POST', headers, body })).status).toBe(200)
  return jar
}
async function call(jar: Jar, method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
  const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...more }
  const { status, text } = await jar.send(signpost.url + path, { method, headers, body: JSON.stringify(body) })
  return { status, error: text ? JSON.parse(text).error : undefined }
}
const newName = () => `made-${crypto.randomUUID().slice(0, 8)}`
const promote = (jar: Jar, more = {}) =>
  call(jar, 'POST', '/api/admin/users', { username: newName(), admin: true }, more)

describe('what can hand over the server wants proof that is not old', () => {
  test.each<[string, string, string, unknown]>([
    ['making an account of an administrator', 'POST', '/api/admin/users', { username: 'x', admin: true }],
    [
      'making an account with a password',
      'POST',
      '/api/admin/users',
      { username: 'x', password: 'long enough, this one' },
    ],
    ['making somebody an administrator', 'PATCH', '/api/admin/users/root', { admin: true }],
    ["setting somebody's password", 'PATCH', '/api/admin/users/root', { password: 'long enough, this one' }],
    ["setting somebody's keys", 'PATCH', '/api/admin/users/root', { apiKeys: [] }],
    ['deleting a person', 'DELETE', '/api/admin/users/root', undefined],
    ['linking an identity', 'POST', '/api/admin/users/root/identities', { provider: 'acme', subject: 'x' }],
    ['adding a provider', 'POST', '/api/admin/providers', { id: 'new' }],
    ['changing a provider', 'PATCH', '/api/admin/providers/default', { name: 'New' }],
    ['taking a provider away', 'DELETE', '/api/admin/providers/acme', undefined],
  ])('%s', async (_, method, path, body) => {
    const [ada, root] = [await signedInAda(), await signedInRoot()]
    ahead = 12 * hours
    const refused = {
      code: 'reauthentication-needed',
      title: 'Not allowed',
      message: expect.stringMatching(/again|once more/),
    }
    const start = '/oidc/login/acme?reauth=1'
    expect(await call(ada, method, path, body)).toEqual({ status: 403, error: { ...refused, start } })
    expect(await call(root, method, path, body)).toEqual({ status: 403, error: { ...refused, start: null } })
  })

  test.each<[string, string, string, unknown]>([
    ['looking', 'GET', '/api/admin/users', undefined],
    ['making an account', 'POST', '/api/admin/users', { username: 'quiet' }],
    ['changing a name', 'PATCH', '/api/admin/users/root', { name: 'Root' }],
  ])('and nothing else does: %s', async (_, method, path, body) => {
    const ada = await signedInAda()
    ahead = 12 * hours
    expect((await call(ada, method, path, body)).status).not.toBe(403)
  })

  test('a session that is fresh, and any API key, is not asked', async () => {
    const ada = await signedInAda()
    ahead = 11 * hours
    expect((await promote(ada)).status).toBe(201)
    ahead = 500 * hours
    expect((await promote(createJar(), { authorization: `Bearer ${key}` })).status).toBe(201)
  })

  test('whoever is no administrator hears just that', async () => {
    const jar = createJar()
    await walkSignIn(signpost.url, { jar, person: 'ben' })
    ahead = 12 * hours
    expect(await promote(jar)).toMatchObject({ status: 403, error: { code: 'forbidden' } })
  })
})

describe('proof anew', () => {
  test('at the provider, which is told to ask although it has a session, leads back to the page and lets it be done', async () => {
    const ada = await signedInAda()
    const before = ada.cookie(signpost.url, 'signpost')
    ahead = 12 * hours
    const { error } = await promote(ada)
    const away = await ada.send(`${signpost.url}${error.start}&return_to=%2Fadmin%2Fusers`)
    const asked = new URL(away.location!).searchParams
    expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['login', '0'])
    bend({})
    const start = `${error.start}&return_to=%2Fadmin%2Fusers`
    expect(await walkSignIn(signpost.url, { jar: ada, person: 'ada', start })).toMatchObject({ path: '/admin/users' })
    expect(ada.cookie(signpost.url, 'signpost')).not.toBe(before)
    expect((await promote(ada)).status).toBe(201)
  })

  test.each<[string, Bends, RegExp]>([
    [
      'that the provider did not ask for',
      { claims: (claims) => ({ ...claims, auth_time: claims['iat']! - 7200 }) },
      /^20/,
    ],
    ['of which the provider does not say when', { claims: ({ auth_time: _, ...claims }) => claims }, /^none$/],
  ])('%s is none, and the session stays as it was', async (_, bends, seen) => {
    const ada = await signedInAda()
    ahead = 12 * hours
    bend(bends)
    const ended = await walkSignIn(signpost.url, { jar: ada, person: 'ada', start: '/oidc/login/acme?reauth=1' })
    expect(ended.code).toBe('max-age')
    expect((await signpost.attempt(ended.attempt))!.evidence['authTime']).toMatch(seen)
    expect((await promote(ada)).error.code).toBe('reauthentication-needed')
  })

  test('is a password that is given again, where that is how the person came in', async () => {
    const root = await signedInRoot()
    ahead = 12 * hours
    expect((await promote(root)).status).toBe(403)
    await signedInRoot(root)
    expect((await promote(root)).status).toBe(201)
  })
})

test('a sign-in by a session of the provider is as old as that', async () => {
  bend({ claims: (claims) => ({ ...claims, auth_time: claims['iat']! - 13 * 3600 }) })
  expect((await promote(await signedInAda())).error.code).toBe('reauthentication-needed')
})

test('SIGNPOST_REAUTH_AFTER=0 never asks, and any other duration counts', async () => {
  const later = { clock: { now: () => Date.now() + ahead } }
  for (const [after, expected] of [
    ['0', 201],
    ['30m', 403],
  ] as const) {
    ahead = 0
    const other = await startSignpost({ ...later, env: () => ({ SIGNPOST_REAUTH_AFTER: after }) })
    const { accounts } = other.server.context
    await accounts.users.create({ username: 'root', admin: true, password: 'a long password of root' }, null)
    const jar = createJar()
    const json = (body: unknown) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    await jar.send(`${other.url}/api/sign-in`, json({ username: 'root', password: 'a long password of root' }))
    ahead = 1 * hours
    const made = await jar.send(`${other.url}/api/admin/users`, json({ username: 'made', admin: true }))
    expect(made.status).toBe(expected)
    await other.stop()
  }
})
