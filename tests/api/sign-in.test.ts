import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPeople, passwordOf, send, signIn } from '../kit/askers.ts'
import { startServer, type TestServer } from '../kit/server.ts'

let now = Date.now()
let server: TestServer
beforeAll(async () => {
  server = await startServer({ overrides: { clock: { now: () => now } } })
  await addPeople(server)
})
afterAll(() => server.stop())

const attempt = (username: string, password: string, headers = {}) =>
  send(`${server.url}/api/sign-in`, 'POST', { username, password }, headers)
const me = (cookie: string) => send(`${server.url}/api/me`, 'GET', undefined, { cookie })

test('the right password gives a session cookie that scripts cannot read and other sites do not send', async () => {
  const answer = await attempt('ann', passwordOf('ann'))
  expect(answer.status).toBe(200)
  expect(answer.body.user).toMatchObject({ username: 'ann', admin: false, provider: 'password' })
  const [cookie = ''] = answer.headers.getSetCookie()
  expect(cookie).toMatch(/^signpost=[\w-]{43}; /)
  const attributes = cookie.split('; ').slice(1).sort()
  expect(attributes).toEqual(['HttpOnly', `Max-Age=${720 * 3600}`, 'Path=/', 'SameSite=Lax'])
})

test('on https the cookie is bound to the host and secure, and answers ask for https', async () => {
  const secure = await startServer({ env: { HOST: 'https://signpost.example' } })
  try {
    await addPeople(secure)
    const body = { username: 'ann', password: passwordOf('ann') }
    const answer = await send(`${secure.url}/api/sign-in`, 'POST', body)
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-signpost=[\w-]{43}; .*Path=\/;.*; Secure$/)
    expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=\d+/)
  } finally {
    await secure.stop()
  }
})

test('an unknown name, a wrong password and somebody without a password get the same answer', async () => {
  await server.context.accounts.users.create({ username: 'sso-only' }, 'test')
  const answers = [
    await attempt('nobody-here', 'x'),
    await attempt('ann', 'wrong'),
    await attempt('sso-only', ''),
    await attempt('sso-only', 'x'),
  ]
  for (const { status, body } of answers) {
    expect(status).toBe(401)
    expect(body).toEqual(answers[0]?.body)
  }
})

test('an e-mail address stands for the user name where it is of one person with a password', async () => {
  const { users } = server.context.accounts
  await users.create({ username: 'mia', email: 'Mia@Example.org', password: 'mia-password' }, 'test')
  await users.create({ username: 'mia-at-provider', email: 'mia@example.org' }, 'test')
  const answer = await attempt('mia@example.org', 'mia-password')
  expect(answer.body.user).toMatchObject({ username: 'mia' })
  expect((await attempt('mia@example.org', 'other-password')).status).toBe(401)
  await users.create({ username: 'mia-two', email: 'mia@example.org', password: 'two-password' }, 'test')
  expect((await attempt('mia@example.org', 'mia-password')).status).toBe(401)
})

describe('a session', () => {
  test('is not one that the browser brought: signing in makes a new one, and the one before ends', async () => {
    const planted = 'signpost=planted-by-somebody'
    const first = await attempt('ann', passwordOf('ann'), { cookie: planted })
    expect(first.headers.getSetCookie()[0]).not.toContain('planted')
    expect((await me(planted)).status).toBe(401)
    const cookie = (first.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
    await attempt('ann', passwordOf('ann'), { cookie })
    expect((await me(cookie)).status).toBe(401)
  })

  test('is kept as a hash only', async () => {
    const cookie = await signIn(server, 'ann')
    const rows = await server.context.appDb.selectFrom('session').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1])
  })

  test('ends on signing out', async () => {
    const cookie = await signIn(server, 'ann')
    const answer = await send(`${server.url}/logout`, 'POST', undefined, { cookie })
    expect(answer.status).toBe(302)
    expect(answer.headers.getSetCookie()[0]).toMatch(/^signpost=;.*Max-Age=0/)
    expect((await me(cookie)).status).toBe(401)
  })

  test('gets another id when its person becomes an administrator, or stops to be one: one of many requests brings it', async () => {
    const { users } = server.context.accounts
    await users.create({ username: 'zoe', password: passwordOf('zoe') }, 'test')
    const first = await signIn(server, 'zoe')
    expect((await me(first)).headers.getSetCookie()).toEqual([])

    await users.change('zoe', { admin: true }, 'test')
    const answers = await Promise.all(Array.from({ length: 5 }, () => me(first)))
    expect(answers.map(({ status, body }) => [status, body.user.admin])).toEqual(answers.map(() => [200, true]))
    const brought = answers.flatMap(({ headers }) => headers.getSetCookie())
    expect(brought).toHaveLength(1)
    const second = brought[0]!.split(';')[0]!
    expect(second).not.toBe(first)
    expect((await me(second)).body.user).toMatchObject({ username: 'zoe', admin: true, provider: 'password' })
    now += 61_000
    expect((await me(first)).status).toBe(401)
    expect((await me(second)).status).toBe(200)

    // An answer that brings a new id may be lost: the one before goes on, and gets another.
    await users.change('zoe', { admin: false }, 'test')
    await me(second)
    now += 61_000
    const answersAgain = [await me(second), await me(second)]
    expect(answersAgain.map(({ status }) => status)).toEqual([200, 200])
    const found = answersAgain.flatMap(({ headers }) => headers.getSetCookie())
    expect(found).toHaveLength(1)
    expect((await me(found[0]!.split(';')[0]!)).status).toBe(200)
    now += 61_000
    expect((await me(second)).status).toBe(401)
  })

  test('that has another id ends by the one before it, too', async () => {
    const { users, sessions } = server.context.accounts
    await users.create({ username: 'yan', admin: true, password: passwordOf('yan') }, 'test')
    const second = await signIn(server, 'yan')
    await users.change('yan', { admin: false }, 'test')
    const third = (await me(second)).headers.getSetCookie()[0]!.split(';')[0]!
    expect(third).not.toBe(second)
    // Signing out with the id before ends the session, whichever id it has.
    await send(`${server.url}/logout`, 'POST', undefined, { cookie: second })
    expect([(await me(second)).status, (await me(third)).status]).toEqual([401, 401])
    expect(await sessions.find(third.split('=')[1]!)).toBeNull()
  })

  test('ends when its time is over', async () => {
    const cookie = await signIn(server, 'ann')
    const before = now
    now += 720 * 3_600_000 + 1
    expect((await me(cookie)).status).toBe(401)
    now = before
  })
})

test('guessing is answered 429 with the time to wait, for that name alone, and not where its owner was before', async () => {
  const from = (address: string) => ({ 'x-forwarded-for': address })
  await attempt('bob', passwordOf('bob'), from('203.0.113.7'))
  for (let guess = 0; guess < 10; guess++)
    expect((await attempt('bob', `guess ${guess}`, from(`198.51.100.${guess}`))).status).toBe(401)
  const refused = await attempt('bob', passwordOf('bob'), from('198.51.100.77'))
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await attempt('bob', passwordOf('bob'), from('203.0.113.7'))).status).toBe(200)
  expect((await attempt('ann', passwordOf('ann'), from('198.51.100.77'))).status).toBe(200)
  now += 31_000
  expect((await attempt('bob', passwordOf('bob'), from('198.51.100.77'))).status).toBe(200)
})
