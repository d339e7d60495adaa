import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { send } from '../kit/askers.ts'
import { startServer, type TestServer } from '../kit/server.ts'

let now = Date.now()
let server: TestServer
beforeAll(async () => {
  server = await startServer({ overrides: { clock: { now: () => now } } })
})
afterAll(() => server.stop())
/** Back to a server that nobody administers. */
beforeEach(async () => {
  const { appDb } = server.context
  for (const table of ['user', 'entity', 'session', 'one_time_token'] as const) await appDb.deleteFrom(table).execute()
})

const password = 'a long enough one'
const setUp = (token: string, username = 'root', chosen = password) =>
  send(`${server.url}/api/setup`, 'POST', { token, username, password: chosen })
const isNeeded = async () => (await send(`${server.url}/api/sign-in-options`, 'GET')).body.setupNeeded

test('the set-up link makes an administrator, who is signed in, once', async () => {
  expect(await isNeeded()).toBe(true)
  const token = await server.context.accounts.setup.issue()
  const answer = await setUp(token)
  expect(answer.body.user).toMatchObject({ username: 'root', admin: true, provider: 'setup' })
  const cookie = (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
  expect((await send(`${server.url}/api/admin/users`, 'GET', undefined, { cookie })).status).toBe(200)
  expect(await isNeeded()).toBe(false)
  expect((await setUp(token, 'second')).body.error.code).toBe('setup-link-spent')
})

test('of two people with the same link one becomes administrator', async () => {
  const token = await server.context.accounts.setup.issue()
  const answers = await Promise.all(['one', 'two', 'three'].map((name) => setUp(token, name)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403])
  expect((await server.context.accounts.users.list()).length).toBe(1)
})

test('the first stranger gets nothing: no token, a wrong one, or one from another time', async () => {
  const old = await server.context.accounts.setup.issue()
  const later = await server.context.accounts.setup.issue()
  for (const token of ['', 'guess', old]) expect((await setUp(token)).status).toBe(403)
  now += 3_600_001
  expect((await setUp(later)).status).toBe(403)
  expect(await server.context.accounts.users.list()).toEqual([])
})

test('a refused name or password leaves the link as it was', async () => {
  const token = await server.context.accounts.setup.issue()
  expect((await setUp(token, 'a/b')).body.error.code).toBe('name-invalid')
  expect((await setUp(token, 'root', 'short')).body.error.code).toBe('password-too-short')
  expect((await setUp(token)).status).toBe(200)
})

test('once an administrator exists, a link from before does nothing', async () => {
  const token = await server.context.accounts.setup.issue()
  await server.context.accounts.users.create({ username: 'boss', admin: true }, 'test')
  expect((await setUp(token)).status).toBe(403)
})

test('a restore password lets its person in once, within an hour, and nobody else', async () => {
  const { accounts } = server.context
  await accounts.users.create({ username: 'boss', admin: true, password }, 'test')
  await accounts.users.create({ username: 'other' }, 'test')
  const signIn = (username: string, given: string) =>
    send(`${server.url}/api/sign-in`, 'POST', { username, password: given })
  const restore = await accounts.restore.forAdministrator('test')
  expect(restore.username).toBe('boss')
  expect((await signIn('other', restore.password)).status).toBe(401)
  const first = await signIn('boss', restore.password)
  expect(first.body.user).toMatchObject({ username: 'boss', provider: 'restore' })
  expect((await signIn('boss', restore.password)).status).toBe(401)
  expect((await signIn('boss', password)).status).toBe(200)
  const late = await accounts.restore.forUser('boss', 'test')
  now += 3_600_001
  expect((await signIn('boss', late.password)).status).toBe(401)
})

test('whoever is called restore, be it a person or a team, does not become an administrator by that', async () => {
  const { accounts } = server.context
  await accounts.users.create({ username: 'Restore' }, 'test')
  const { username } = await accounts.restore.forAdministrator('test')
  expect(username).toBe('restore-2')
  expect((await accounts.users.get('Restore')).admin).toBe(false)
})

test('where nobody administers the server, restoring makes somebody who does', async () => {
  const { username, password: given } = await server.context.accounts.restore.forAdministrator('test')
  const answer = await send(`${server.url}/api/sign-in`, 'POST', { username, password: given })
  expect(answer.body.user).toMatchObject({ username: 'restore', admin: true })
})
