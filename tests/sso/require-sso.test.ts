import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { examineAlone } from '../../src/doctor/index.ts'
import { type Answer, passwordOf, send } from '../kit/askers.ts'
import { createJar, type Jar } from '../kit/jar.ts'
import { startServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

let signpost: Signpost
/** The API key of an administrator: goes on working whatever is switched off. */
let key: string
beforeAll(async () => {
  signpost = await startSignpost({ env: () => ({ OIDC_SECRET: '' }) })
  const { users, keys } = signpost.server.context.accounts
  const { id } = await users.create({ username: 'root', admin: true }, 'test')
  key = (await keys.create(id, 'test', 'test')).key
  await users.create({ username: 'glass', admin: true, password: passwordOf('glass') }, 'test')
  await users.create({ username: 'ann', password: passwordOf('ann') }, 'test')
  await set({ clientSecret: signpost.idp.clientSecret })
})
afterAll(() => signpost.stop())
beforeEach(async () => {
  await ask('PUT', path, { on: false })
  await set({ clientSecret: signpost.idp.clientSecret, groupsClaim: null })
  const { users } = signpost.server.context.accounts
  await users.change('glass', { disabled: false, admin: true, password: passwordOf('glass') }, 'test')
  await ask('DELETE', '/api/admin/break-glass/glass')
})

const path = '/api/admin/require-sso'
const ask = (method: string, at: string, body?: unknown): Promise<Answer> =>
  send(signpost.url + at, method, body, { authorization: `Bearer ${key}` })
const set = async (fields: Record<string, unknown>) =>
  expect((await ask('PATCH', '/api/admin/providers/default', fields)).status).toBe(200)
const options = async () => (await send(`${signpost.url}/api/sign-in-options`, 'GET')).body
const enter = (username: string, password = passwordOf(username)) =>
  send(`${signpost.url}/api/sign-in`, 'POST', { username, password })
const prove = (username = 'glass') =>
  ask('PUT', `/api/admin/break-glass/${username}`, { password: passwordOf(username) })

/** A browser in which an API key is sent along: walks a test without a session. */
function rootBrowser(): Jar {
  return createJar((url, init) => {
    const headers = new Headers(init?.headers)
    if (String(url).startsWith(signpost.url)) headers.set('authorization', `Bearer ${key}`)
    return fetch(url, { ...init, headers })
  })
}
async function passTest(draft: Record<string, unknown> = {}) {
  const { body } = await ask('POST', '/api/admin/providers/default/test-sign-in', draft)
  const end = await walkSignIn(signpost.url, { jar: rootBrowser(), start: body.start, person: 'emil' })
  expect(end.path).toContain('/settings/sign-in-tests/')
  const { test: result } = (await ask('GET', `/api/admin/providers/default/test-sign-in/${body.test}`)).body
  expect(result.state).toBe('passed')
}
async function switchOn() {
  await passTest()
  expect((await prove()).status).toBe(200)
  expect(await ask('PUT', path, { on: true })).toMatchObject({ status: 200, body: { isOn: true, obstacles: [] } })
}
const checks = async () =>
  (await signpost.server.context.doctor.examine()).filter(({ id }) => id.startsWith('sso-only'))

describe('single sign-on can be required only', () => {
  test('once a test has passed with the settings as they are', async () => {
    await prove()
    const untested = await ask('PUT', path, { on: true })
    expect(untested).toMatchObject({ status: 409, body: { error: { code: 'sso-only-lockout' } } })
    expect(untested.body.error.message).toContain('no test of the sign-in at "single sign-on" has passed')
    // A draft that differs from what is set proves nothing of what is set.
    await passTest({ groupsClaim: 'roles' })
    expect((await ask('PUT', path, { on: true })).status).toBe(409)
    await set({ groupsClaim: 'roles' })
    expect(await ask('PUT', path, { on: true })).toMatchObject({ status: 200 })
    await ask('PUT', path, { on: false })
    await set({ groupsClaim: 'elsewhere' })
    const changed = await ask('PUT', path, { on: true })
    expect(changed.body.error.message).toContain('were changed since')
    await set({ groupsClaim: 'roles' })
    // How the button looks is no part of it.
    await set({ name: 'Acme' })
    expect((await ask('PUT', path, { on: true })).status).toBe(200)
    await set({ name: null })
  })

  test('with a test that passed, not with one that failed', async () => {
    await prove()
    await set({ clientSecret: 'another-secret-that-nobody-tested' })
    const { body } = await ask('POST', '/api/admin/providers/default/test-sign-in', {})
    await walkSignIn(signpost.url, { jar: rootBrowser(), start: body.start })
    expect((await ask('PUT', path, { on: true })).status).toBe(409)
    expect((await options()).password).toBe(true)
  })

  test('with a break-glass account that was proven by its password', async () => {
    await passTest()
    const without = await ask('PUT', path, { on: true })
    expect(without).toMatchObject({ status: 409, body: { error: { code: 'break-glass-unusable' } } })
    expect(without.body.error.message).toContain('there is no break-glass account')
    const wrong = await ask('PUT', '/api/admin/break-glass/glass', { password: 'not the one' })
    expect(wrong).toMatchObject({ status: 403, body: { error: { code: 'password-wrong' } } })
    for (const [username, why] of [
      ['ann', 'is no administrator'],
      ['root', 'has no password'],
    ] as const) {
      const refused = await prove(username)
      expect(refused).toMatchObject({ status: 409, body: { error: { code: 'break-glass-impossible' } } })
      expect(refused.body.error.message).toContain(why)
    }
    expect((await prove('nobody')).status).toBe(404)
    expect((await ask('PUT', path, { on: true })).status).toBe(409)
    expect((await prove()).body.breakGlass).toMatchObject([{ username: 'glass', obstacle: null }])
    expect((await ask('PUT', path, { on: true })).status).toBe(200)
  })

  test('by an administrator', async () => {
    const { headers } = await enter('ann')
    const cookie = headers.getSetCookie()[0]!.split(';')[0]!
    for (const [asker, status] of [
      [{}, 401],
      [{ cookie }, 403],
    ] as const)
      for (const [method, at, body] of [
        ['GET', path, undefined],
        ['PUT', path, { on: true }],
        ['PUT', path, { on: false }],
        ['PUT', '/api/admin/break-glass/glass', { password: passwordOf('glass') }],
        ['DELETE', '/api/admin/break-glass/glass', undefined],
      ] as const)
        expect((await send(signpost.url + at, method, body, asker)).status).toBe(status)
  })
})

describe('while it is required', () => {
  test('passwords of others are refused with a sentence, their sessions end, and keys go on', async () => {
    const before = (await enter('ann')).headers.getSetCookie()[0]!.split(';')[0]!
    await switchOn()
    expect(await options()).toMatchObject({ password: false, providers: [{ id: 'default' }] })
    expect((await send(`${signpost.url}/api/me`, 'GET', undefined, { cookie: before })).status).toBe(401)
    const refused = await enter('ann')
    expect(refused).toMatchObject({ status: 401, body: { error: { code: 'sso-required' } } })
    expect(refused.headers.getSetCookie()).toEqual([])
    // Who does not know the password learns nothing of who is what.
    for (const username of ['ann', 'glass', 'nobody'])
      expect((await enter(username, 'guess')).body.error.code).toBe('sign-in-refused')
    expect((await ask('GET', '/api/me')).body.user.username).toBe('root')
    expect((await walkSignIn(signpost.url)).code).toBeNull()
  })

  test('a break-glass account signs in by password, which is in the audit trail, and keeps its session', async () => {
    const before = (await enter('glass')).headers.getSetCookie()[0]!.split(';')[0]!
    await switchOn()
    const cookie = before
    const entered = await enter('glass')
    expect(entered).toMatchObject({ status: 200, body: { user: { username: 'glass', admin: true } } })
    // The browser's old session is another one: only the switch must not have ended it.
    expect((await send(`${signpost.url}/api/me`, 'GET', undefined, { cookie })).status).toBe(200)
    const trail = () => signpost.server.context.appDb.selectFrom('audit').selectAll().execute()
    await until(async () => (await trail()).some(({ facts }) => facts.includes('"breakGlass":true')))
    const actions = (await trail()).map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['break-glass-set', 'sso-required']))
  })

  test.each<[string, () => Promise<unknown>]>([
    ['that is taken off the list', () => ask('DELETE', '/api/admin/break-glass/glass')],
    [
      'that is no administrator any more',
      () => signpost.server.context.accounts.users.change('glass', { admin: false }, 'root'),
    ],
  ])('a break-glass account %s loses the sessions that it began by its password', async (_, stop) => {
    await switchOn()
    const cookie = (await enter('glass')).headers.getSetCookie()[0]!.split(';')[0]!
    const me = () => send(`${signpost.url}/api/me`, 'GET', undefined, { cookie })
    expect((await me()).status).toBe(200)
    await stop()
    expect((await me()).status).toBe(401)
    // It is over, and not only refused meanwhile.
    await signpost.server.context.accounts.users.change('glass', { admin: true }, 'test')
    expect((await prove()).status).toBe(200)
    expect((await me()).status).toBe(401)
  })

  test('a restore password lets its person in all the same, loudly, and it can be switched off', async () => {
    await switchOn()
    const { accounts } = signpost.server.context
    const restored = await accounts.restore.forUser('root', 'test')
    expect((await options()).restore).toBe(true)
    const entered = await enter(restored.username, restored.password)
    expect(entered.body.user).toMatchObject({ username: 'root', provider: 'restore' })
    expect(signpost.log.join('\n')).toMatch(/"level":40[^\n]*somebody signed in by a restore password/)
    expect((await options()).restore).toBe(false)
    const cookie = entered.headers.getSetCookie()[0]!.split(';')[0]!
    expect((await send(signpost.url + path, 'PUT', { on: false }, { cookie })).body.isOn).toBe(false)
    expect((await enter('ann')).status).toBe(200)
    expect((await options()).password).toBe(true)
  })

  test('whoever breaks the way back is told so by the doctor', async () => {
    expect(await checks()).toEqual([])
    await switchOn()
    expect(await checks()).toMatchObject([{ id: 'sso-only', status: 'ok' }])
    await set({ groupsClaim: 'roles-of-another-kind' })
    expect(await checks()).toMatchObject([{ status: 'warning', code: 'sso-only-lockout' }])
    await set({ groupsClaim: null })
    const { users } = signpost.server.context.accounts
    await users.change('glass', { disabled: true }, 'test')
    const [unusable, ...others] = await checks()
    expect(others).toEqual([])
    expect(unusable).toMatchObject({ status: 'error', code: 'break-glass-unusable', mend: expect.any(Array) })
    expect(unusable!.evidence['happened']).toContain('"glass" is disabled')
    // `signpost doctor` beside the running server sees the same.
    const alone = await examineAlone(signpost.server.config, { provider: null, publicUrl: null })
    expect(alone.find(({ code }) => code === 'break-glass-unusable')).toMatchObject({ status: 'error' })
    expect((await ask('GET', path)).body).toMatchObject({ isOn: true, obstacles: [{ code: 'break-glass-unusable' }] })
    await users.change('glass', { disabled: false, admin: false }, 'test')
    expect((await checks())[0]!.evidence['happened']).toContain('"glass" is no administrator')
    expect((await enter('glass')).body.error.code).toBe('sso-required')
  })

  test('groups of the provider do not take a break-glass account its administration', async () => {
    await switchOn()
    const { users, identities } = signpost.server.context.accounts
    const issuer = signpost.idp.issuer
    await identities.link('glass', { provider: 'default', subject: 'somebody', issuer }, 'test', 'test')
    await set({ adminGroups: ['ops'] })
    signpost.idp.bends.claims = (claims) => ({ ...claims, sub: 'somebody' })
    signpost.idp.bends.userinfo = (said) => ({ ...said, sub: 'somebody', groups: [] })
    expect((await walkSignIn(signpost.url)).code).toBeNull()
    delete signpost.idp.bends.claims
    delete signpost.idp.bends.userinfo
    await set({ adminGroups: null })
    expect((await users.get('glass')).admin).toBe(true)
    const [attempt] = await signpost.attempts()
    expect(attempt!.stages.map(({ evidence }) => evidence['finding'])).toContain('admin-demoted-by-sync')
  })
})

test('with LOCAL_RESTORE=true passwords work meanwhile, every page can say so, and the sessions end with it', async () => {
  const folder = await mkdtemp(join(os.tmpdir(), 'signpost-suspended-'))
  const startWith = (env: Record<string, string>) => startServer({ env: { SIGNPOST_DATA: folder, ...env } })
  let server = await startWith({ LOCAL_RESTORE: 'true' })
  try {
    const { appDb, accounts } = server.context
    const on = { name: 'require-sso', value: 'true', changed_at: 1, changed_by: 'root' }
    await appDb.insertInto('setting').values(on).execute()
    await accounts.users.create({ username: 'ann', password: passwordOf('ann') }, 'test')
    expect((await send(`${server.url}/api/sign-in-options`, 'GET')).body).toMatchObject({
      password: true,
      restore: true,
    })
    const given = { username: 'ann', password: passwordOf('ann') }
    const entered = await send(`${server.url}/api/sign-in`, 'POST', given)
    expect(entered.status).toBe(200)
    const cookie = entered.headers.getSetCookie()[0]!.split(';')[0]!
    const me = async () => (await send(`${server.url}/api/me`, 'GET', undefined, { cookie })).status
    expect(await server.context.requireSso.state()).toMatchObject({ isOn: true, isSuspended: true })
    expect(await me()).toBe(200)
    await server.stop()
    server = await startWith({})
    expect(await me()).toBe(401)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
