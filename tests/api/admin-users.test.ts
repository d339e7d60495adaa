import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asker, addPeople, type People, send, signIn } from '../kit/askers.ts'
import { startServer, type TestServer } from '../kit/server.ts'

let server: TestServer
let people: People
beforeAll(async () => {
  server = await startServer()
  people = await addPeople(server)
})
afterAll(() => server.stop())

describe('who may', () => {
  const adminOnly: [string, string, unknown?][] = [
    ['GET', '/api/admin/users'],
    ['POST', '/api/admin/users', { username: 'nobody-yet' }],
    ['GET', '/api/admin/users/bob'],
    ['PATCH', '/api/admin/users/bob', { admin: true }],
    ['DELETE', '/api/admin/users/bob'],
    ['POST', '/api/admin/organizations', { name: 'org-x' }],
    ['POST', '/api/admin/teams', { name: 'team-x' }],
  ]
  test.each(adminOnly)('%s %s: not a stranger, not a member', async (method, path, body) => {
    expect((await people.ask('stranger', method, path, body)).status).toBe(401)
    const refused = await people.ask('ann', method, path, body)
    expect(refused.status).toBe(403)
    expect(refused.body.error.code).toBe('forbidden')
    expect((await people.ask('root', 'GET', '/api/admin/users/bob')).body.user.admin).toBe(false)
  })

  test('a wrong key is a stranger, also beside a session that works', async () => {
    const cookie = await signIn(server, 'root')
    const headers = { authorization: `Bearer local-${'0'.repeat(40)}`, cookie }
    expect((await people.ask('stranger', 'GET', '/api/admin/users', undefined, headers)).status).toBe(401)
  })
})

test('an administrator makes a user, whose imported key works at once, as Bearer and as Basic', async () => {
  const key = `old.server_KEY-${'7'.repeat(40)}`
  const body = { username: 'carol', email: 'carol@corp.example', name: 'Carol', apiKeys: [key], password: 'pw' }
  const made = await people.ask('root', 'POST', '/api/admin/users', body)
  expect(made.status).toBe(201)
  expect(made.body.user).toMatchObject({
    username: 'carol',
    email: 'carol@corp.example',
    admin: false,
    disabled: false,
  })
  for (const authorization of [`Bearer ${key}`, `Basic ${btoa(`api:${key}`)}`, `Basic ${btoa(`:${key}`)}`]) {
    const me = await send(`${server.url}/api/me`, 'GET', undefined, { authorization })
    expect(me.body?.user).toMatchObject({ username: 'carol', provider: null })
  }
  expect((await people.ask('root', 'POST', '/api/admin/users', body)).status).toBe(409)
})

test('no answer about people holds a hash, a password or a key', async () => {
  const texts = [
    await people.ask('root', 'GET', '/api/admin/users'),
    await people.ask('root', 'GET', '/api/admin/users/ann'),
    await people.ask('ann', 'GET', '/api/keys'),
    await people.ask('ann', 'GET', '/api/me'),
  ].map(({ text }) => text)
  for (const text of texts) expect(text).not.toMatch(/argon2|password_hash|key_hash|[0-9a-f]{40}/)
})

test.each([
  [{ username: '' }, 'name-invalid'],
  [{ username: 'a/b' }, 'name-invalid'],
  [{ username: 'graphql' }, 'name-invalid'],
  [{ username: 'deleted-user-1' }, 'name-invalid'],
  [{ username: 'dan', email: 'no address' }, 'email-invalid'],
  [{ username: 'dan', apiKeys: ['short'] }, 'api-key-malformed'],
  [{ username: 'dan', password: '' }, 'password-too-short'],
  [{ username: 7 }, 'request-invalid'],
  [{}, 'request-invalid'],
])('POST /api/admin/users %j is refused as %s, and makes nobody', async (body, code) => {
  const answer = await people.ask('root', 'POST', '/api/admin/users', body)
  expect(answer.status).toBe(400)
  expect(answer.body.error.code).toBe(code)
  expect((await people.ask('root', 'GET', '/api/admin/users/dan')).status).toBe(404)
})

test("somebody else's key cannot be imported, and then nobody is made", async () => {
  const answer = await people.ask('root', 'POST', '/api/admin/users', { username: 'thief', apiKeys: [people.keys.ann] })
  expect(answer.status).toBe(409)
  expect((await people.ask('root', 'GET', '/api/admin/users/thief')).status).toBe(404)
})

test('PATCH apiKeys names all keys that the person has afterwards', async () => {
  const [first, second] = ['a', 'b'].map((letter) => letter.repeat(50)) as [string, string]
  const me = async (key: string) =>
    (await send(`${server.url}/api/me`, 'GET', undefined, { authorization: `Bearer ${key}` })).status
  await people.ask('root', 'POST', '/api/admin/users', { username: 'keys', apiKeys: [first] })
  await people.ask('root', 'PATCH', '/api/admin/users/keys', { apiKeys: [second] })
  expect([await me(first), await me(second)]).toEqual([401, 200])
})

test('a disabled user is out at once, with session, key and password, and back when enabled', async () => {
  const key = 'd'.repeat(60)
  const body = { username: 'eve', password: 'password of eve', apiKeys: [key] }
  await people.ask('root', 'POST', '/api/admin/users', body)
  const cookie = await signIn(server, 'eve', 'password of eve')
  const status = async (headers: Record<string, string>) =>
    (await send(`${server.url}/api/me`, 'GET', undefined, headers)).status
  expect([await status({ cookie }), await status({ authorization: `Bearer ${key}` })]).toEqual([200, 200])
  await people.ask('root', 'PATCH', '/api/admin/users/eve', { disabled: true })
  expect([await status({ cookie }), await status({ authorization: `Bearer ${key}` })]).toEqual([401, 401])
  await expect(signIn(server, 'eve', 'password of eve')).rejects.toThrow(/sign-in-refused/)
  await people.ask('root', 'PATCH', '/api/admin/users/eve', { disabled: false })
  expect([await status({ cookie }), await status({ authorization: `Bearer ${key}` })]).toEqual([401, 200])
})

test('a new password ends the sessions that the old one began', async () => {
  await people.ask('root', 'POST', '/api/admin/users', { username: 'fay', password: 'the old one' })
  const cookie = await signIn(server, 'fay', 'the old one')
  await people.ask('root', 'PATCH', '/api/admin/users/fay', { password: 'the new one' })
  expect((await send(`${server.url}/api/me`, 'GET', undefined, { cookie })).status).toBe(401)
  await signIn(server, 'fay', 'the new one')
})

test.each(['PATCH', 'DELETE'])('the last administrator cannot be lost by %s', async (method) => {
  for (const body of method === 'PATCH' ? [{ admin: false }, { disabled: true }] : [undefined]) {
    const answer = await people.ask('root', method, '/api/admin/users/root', body)
    expect(answer.status).toBe(409)
    expect(answer.body.error.code).toBe('last-admin')
  }
})

test('a deleted user is gone, and the name can be given to somebody who gets nothing of the old one', async () => {
  const key = 'e'.repeat(44)
  await people.ask('root', 'POST', '/api/admin/users', { username: 'gil', apiKeys: [key] })
  const [before] = (await server.context.accounts.access.readable(await principalOf(key))) ?? []
  expect((await people.ask('root', 'DELETE', '/api/admin/users/gil')).status).toBe(204)
  expect((await people.ask('root', 'GET', '/api/admin/users/gil')).status).toBe(404)
  expect(await server.context.accounts.principalOfApiKey(key)).toBeNull()
  const again = { username: 'gil', apiKeys: [key] }
  expect((await people.ask('root', 'POST', '/api/admin/users', again)).status).toBe(201)
  const [after] = (await server.context.accounts.access.readable(await principalOf(key))) ?? []
  expect(after?.id).not.toBe(before?.id)
})

const principalOf = async (key: string) => {
  const principal = await server.context.accounts.principalOfApiKey(key)
  if (!principal) throw new Error('the key does not work')
  return principal
}

describe('own API keys', () => {
  test('are told once, work, and can be deleted by their owner only', async () => {
    const made = await people.ask('ann', 'POST', '/api/keys', { name: 'laptop' })
    expect(made.status).toBe(201)
    expect(made.body.key).toMatch(/^local-[0-9a-f]{40}$/)
    const { id, key } = made.body as { id: number; key: string }
    const listed = await people.ask('ann', 'GET', '/api/keys')
    expect(listed.body.keys).toContainEqual(expect.objectContaining({ id, name: 'laptop', hint: key.slice(0, 10) }))
    expect(listed.text).not.toContain(key)
    for (const other of ['bob', 'root'] satisfies Asker[])
      expect((await people.ask(other, 'DELETE', `/api/keys/${id}`)).status).toBe(404)
    expect((await people.ask('ann', 'DELETE', `/api/keys/${id}`)).status).toBe(204)
    const me = await send(`${server.url}/api/me`, 'GET', undefined, { authorization: `Bearer ${key}` })
    expect(me.status).toBe(401)
  })

  test.each(['x', '1e9', '-1'])('DELETE /api/keys/%s is 404', async (id) => {
    expect((await people.ask('ann', 'DELETE', `/api/keys/${id}`)).status).toBe(404)
  })
})

test('what administrators did is in the audit trail, with who did it', async () => {
  await people.ask('root', 'POST', '/api/admin/users', { username: 'hal' })
  await people.ask('root', 'PATCH', '/api/admin/users/hal', { disabled: true })
  const trail = await server.context.appDb.selectFrom('audit').selectAll().where('subject', '=', 'hal').execute()
  expect(trail.map(({ action, actor }) => [action, actor])).toEqual([
    ['user-created', 'root'],
    ['user-disabled', 'root'],
  ])
})
