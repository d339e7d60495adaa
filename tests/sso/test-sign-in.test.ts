import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Bends } from '../../demo-idp/index.ts'
import { type Answer, send } from '../kit/askers.ts'
import { createJar, type Jar, type JarAnswer } from '../kit/jar.ts'
import { team } from '../kit/people.ts'
import { until } from '../kit/until.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { ended, walkSignIn } from './walk.ts'

/** One server: `default` is set by the environment, with a wrong secret; drafts put that right. */
let signpost: Signpost
let ahead = 0
/** Two administrators and a member, each in a browser of their own. */
let root: Jar
let other: Jar
let member: Jar
const wrongSecret = 'a-secret-that-is-not-the-one'
beforeAll(async () => {
  signpost = await startSignpost({
    callbacks: ['fresh'],
    env: () => ({ OIDC_SECRET: wrongSecret }),
    clock: { now: () => Date.now() + ahead },
  })
  root = await browserOf('root', true)
  other = await browserOf('other', true)
  member = await browserOf('member', false)
})
afterAll(() => signpost.stop())
afterEach(() => {
  ahead = 0
  for (const name of Object.keys(signpost.idp.bends) as (keyof Bends)[]) delete signpost.idp.bends[name]
})

async function browserOf(username: string, admin: boolean): Promise<Jar> {
  await signpost.server.context.accounts.users.create({ username, admin, password: `pw of ${username}` }, 'test')
  return enter(createJar(), username)
}

async function enter(jar: Jar, username: string): Promise<Jar> {
  const answer = await call(jar, 'POST', '/api/sign-in', { username, password: `pw of ${username}` })
  expect(answer.status).toBe(200)
  return jar
}

async function call(jar: Jar, method: string, path: string, body?: unknown) {
  const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) }
  const answer = await jar.send(signpost.url + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects
  return { status: answer.status, body: (answer.text === '' ? {} : JSON.parse(answer.text)) as any }
}

const right = () => ({ clientSecret: signpost.idp.clientSecret })
const path = '/api/admin/providers/default/test-sign-in'
const prepare = async (jar: Jar, draft: Record<string, unknown> = right(), id = 'default') => {
  const answer = await call(jar, 'POST', `/api/admin/providers/${id}/test-sign-in`, draft)
  expect(answer).toMatchObject({ status: 201 })
  return answer.body as { test: string; start: string; redirectUri: string }
}
const resultOf = async (jar: Jar, id: string, provider = 'default') =>
  (await call(jar, 'GET', `/api/admin/providers/${provider}/test-sign-in/${id}`)).body.test

/** A browser in the same session here, of which the provider knows nothing, so that it asks who comes. */
function sessionOf(jar: Jar): Jar {
  const session = `signpost=${jar.cookie(signpost.url, 'signpost')}`
  return createJar((url, init) => {
    const headers = new Headers(init?.headers)
    const own = headers.get('cookie')
    if (String(url).startsWith(signpost.url)) headers.set('cookie', own ? `${own}; ${session}` : session)
    return fetch(url, { ...init, headers })
  })
}

/** The whole test, as the pop-up walks it. */
async function testSignIn(draft: Record<string, unknown> = right(), person = 'emil', id = 'default') {
  const prepared = await prepare(root, draft, id)
  const end = await walkSignIn(signpost.url, { jar: sessionOf(root), start: prepared.start, person })
  return { ...prepared, end, result: await resultOf(root, prepared.test, id) }
}

/** Everything that a sign-in could change. */
async function kept() {
  const { appDb } = signpost.server.context
  const of = (table: 'user' | 'identity' | 'session' | 'team_member' | 'entity' | 'pending_link') =>
    appDb.selectFrom(table).selectAll().execute()
  const sessions = (await of('session')).map(({ last_seen_at: _, ...row }: Record<string, unknown>) => row)
  const settings = appDb.selectFrom('setting').selectAll().where('name', 'not like', 'passed-test%').execute()
  const rows = [of('user'), of('identity'), of('team_member'), of('entity'), of('pending_link'), settings]
  return JSON.stringify([sessions, await Promise.all(rows)])
}

describe('a test of values that are not saved', () => {
  test('goes the whole way, shows what a sign-in would come to, and changes nothing', async () => {
    await call(root, 'GET', '/api/me')
    const before = await kept()
    const { end, result, redirectUri, test: id } = await testSignIn()
    expect(end.path).toBe(`/settings/sign-in-tests/default/${id}`)
    expect(redirectUri).toBe(`${signpost.url}/oidc/callback`)
    expect(result).toMatchObject({ state: 'passed', provider: 'default', fault: null })
    expect(result.foreseen.account).toEqual({
      username: 'emil',
      how: 'made',
      name: 'Emil Evers',
      email: 'emil@demo.example',
      emailVerified: true,
      admin: false,
      isAdminNow: false,
    })
    expect(result.received.idToken).toMatchObject({ iss: signpost.idp.issuer, aud: signpost.idp.clientId })
    expect({ ...result.received.idToken, ...result.received.userinfo }).toMatchObject({ email: 'emil@demo.example' })
    expect(result.findings).toContainEqual(expect.objectContaining({ code: 'http-issuer-loopback', kind: 'finding' }))
    expect(await kept()).toBe(before)
    expect((await call(root, 'GET', '/api/me')).body.user.username).toBe('root')
  })

  test('does not touch what is set: the true sign-in goes on with that', async () => {
    await testSignIn()
    expect((await walkSignIn(signpost.url)).code).toBe('secret-wrong')
    const { provider } = (await call(root, 'GET', '/api/admin/providers/default')).body
    expect(provider.fields.clientSecret).toEqual({ set: true, origin: 'environment' })
  })

  test('is marked in its record, which has names and no values of what the provider said', async () => {
    const { result } = await testSignIn({ ...right(), adminGroups: ['nobody'] }, 'dora')
    const record = (await signpost.attempt(result.attempt))!
    expect(record).toMatchObject({ outcome: 'tested', username: null, evidence: { test: { by: 'root' } } })
    expect(JSON.stringify(record)).not.toMatch(/dora@demo\.example|Dora/)
    await until(async () => {
      const trail = await signpost.server.context.appDb.selectFrom('audit').selectAll().execute()
      return trail.some(({ action, actor }) => action === 'sign-in-test-begun' && actor === 'root')
    })
  })

  test('of a provider that is not there yet', async () => {
    const { issuer, clientId, clientSecret } = signpost.idp
    const { result } = await testSignIn({ issuer, clientId, clientSecret }, 'ben', 'fresh')
    expect(result).toMatchObject({ state: 'passed', provider: 'fresh' })
    expect((await call(root, 'GET', '/api/admin/providers/fresh')).status).toBe(404)
    expect((await walkSignIn(signpost.url, { start: '/oidc/login/fresh' })).code).toBe('provider-unknown')
    expect((await call(root, 'POST', '/api/admin/providers/No%20Id/test-sign-in', {})).status).toBe(404)
  })

  test('that fails says why, with the mend, and what the provider had said by then', async () => {
    const early = await testSignIn({})
    expect(early.result).toMatchObject({ state: 'failed', received: null, foreseen: null })
    expect(early.result.fault).toMatchObject({ code: 'secret-wrong' })
    expect(early.result.fault.mend.length).toBeGreaterThan(0)
    const late = await testSignIn({ ...right(), allowedDomains: ['corp.example'] })
    expect(late.result).toMatchObject({ state: 'failed', fault: { code: 'domain-not-allowed' }, foreseen: null })
    expect(JSON.stringify(late.result.received)).toContain('emil@demo.example')
    expect(late.end.path).toContain('/settings/sign-in-tests/')
    expect(await signpost.attempt(late.result.attempt)).toMatchObject({ outcome: 'failed', evidence: { test: {} } })
  })

  test('that cannot even begin ends on the same page', async () => {
    const { end, result } = await testSignIn({ ...right(), issuer: `${signpost.idp.issuer}/nowhere` })
    expect(end.path).toContain('/settings/sign-in-tests/default/')
    expect(result).toMatchObject({ state: 'failed', fault: { code: 'discovery-404' } })
  })
})

/** As `testSignIn`, of whom the provider says this. */
async function testOf(sub: string, draft: Record<string, unknown>, said: Record<string, unknown> = {}) {
  signpost.idp.bends.claims = (claims) => ({ ...claims, sub })
  const usual = { preferred_username: sub, name: sub, email: `${sub}@demo.example`, email_verified: true }
  signpost.idp.bends.userinfo = () => ({ ...usual, ...said, sub })
  return (await testSignIn({ ...right(), ...draft })).result
}

describe('what would follow is decided as in a true sign-in', () => {
  test('administrator by groups, teams, and the team that is not there', async () => {
    await team(signpost.server, 'vision', [])
    const draft = { adminGroups: ['ops'], groupTeams: { ml: 'vision', lost: 'no-such-team' } }
    const result = await testOf('grace', draft, { groups: ['ops', 'ml', 'lost'] })
    expect(result.foreseen).toMatchObject({ account: { admin: true, isAdminNow: false } })
    expect(result.foreseen.teams).toEqual([{ team: 'vision', role: 'member' }])
    expect(result.findings.map((each: { code: string }) => each.code)).toContain('team-missing')
  })

  test('an account that is there is linked by the draft of linkByEmail, and asked for without it', async () => {
    const { users } = signpost.server.context.accounts
    await users.create({ username: 'hopper', email: 'hopper@demo.example', emailVerified: true }, 'test')
    const linked = await testOf('hopper', { linkByEmail: true })
    expect(linked.foreseen.account).toMatchObject({ username: 'hopper', how: 'linked' })
    expect(await testOf('hopper', {})).toMatchObject({ state: 'failed', fault: { code: 'account-exists-unlinked' } })
    const { identities } = signpost.server.context.accounts
    expect(await identities.list('hopper')).toEqual([])
  })

  test('an account that the person has, what would change of it, and one that is disabled', async () => {
    const { users, identities } = signpost.server.context.accounts
    await users.create({ username: 'ida', admin: true, email: 'old@demo.example' }, 'test')
    await identities.link('ida', { provider: 'default', subject: 'ida', issuer: signpost.idp.issuer }, 'test', 'test')
    const known = await testOf('ida', { adminGroups: ['ops'] }, { groups: [] })
    expect(known.foreseen.account).toMatchObject({ username: 'ida', how: 'known', email: 'ida@demo.example' })
    expect(known.foreseen.account).toMatchObject({ admin: false, isAdminNow: true })
    expect(await users.get('ida')).toMatchObject({ admin: true, email: 'old@demo.example' })
    await users.change('ida', { disabled: true }, 'test')
    expect((await testOf('ida', {})).fault.code).toBe('user-suspended')
  })

  test('a name that somebody has', async () => {
    const result = await testOf('somebody', {}, { preferred_username: 'root' })
    expect(result.foreseen.account).toMatchObject({ username: 'root-2', how: 'made' })
    expect(result.findings.map((each: { code: string }) => each.code)).toContain('username-collision')
  })
})

test('a test of which nobody comes back is not explained by the settings with which it was not made', async () => {
  const { issuer, clientId, clientSecret } = signpost.idp
  const set = { id: 'fresh', issuer, clientId: 'a-client-that-nobody-knows', clientSecret }
  expect((await call(root, 'POST', '/api/admin/providers', set)).status).toBe(201)
  try {
    const jar = sessionOf(root)
    const { start } = await prepare(root, { clientId }, 'fresh')
    expect((await jar.walk(signpost.url + start)).url).toContain(new URL(issuer).host)
    expect((await call(jar, 'GET', '/api/sign-in/unfinished')).body).toEqual({ attempt: null })
    const [attempt] = await signpost.attempts()
    const asked = await signpost.server.context.unreturned.askAgain(attempt!.id)
    expect(asked).toMatchObject({
      outcome: 'never-returned',
      code: 'never-returned',
      evidence: { test: { by: 'root' } },
    })
  } finally {
    await call(root, 'DELETE', '/api/admin/providers/fresh')
  }
})

describe('a test is its administrator’s alone', () => {
  test('who is nobody, or no administrator, prepares none and reads none', async () => {
    const { test: id } = await testSignIn()
    for (const [jar, status] of [
      [createJar(), 401],
      [member, 403],
    ] as const) {
      expect((await call(jar, 'POST', path, right())).status).toBe(status)
      expect((await call(jar, 'GET', `${path}/${id}`)).status).toBe(status)
    }
  })

  test('another administrator neither starts it nor reads it, nor does the same one in another session', async () => {
    const { test: id, start } = await prepare(root)
    const elsewhere = await enter(createJar(), 'root')
    for (const jar of [other, elsewhere, member, createJar()]) {
      expect(ended(await jar.send(signpost.url + start)).code).toBe('sign-in-test-over')
    }
    for (const jar of [other, elsewhere]) expect((await call(jar, 'GET', `${path}/${id}`)).status).toBe(404)
    const end = await walkSignIn(signpost.url, { jar: sessionOf(root), start })
    expect(end.path).toContain(id)
    for (const jar of [other, elsewhere]) expect((await call(jar, 'GET', `${path}/${id}`)).status).toBe(404)
    expect((await call(root, 'GET', `/api/admin/providers/fresh/test-sign-in/${id}`)).status).toBe(404)
  })

  test('it is started once, within minutes, at its own provider, and its result goes', async () => {
    const first = await prepare(root)
    expect(ended(await root.send(`${signpost.url}/oidc/login/fresh?test=${first.test}`)).code).toBe('sign-in-test-over')
    const { start, test: id } = await testSignIn()
    expect(ended(await root.send(signpost.url + start)).code).toBe('sign-in-test-over')
    ahead = 16 * 60_000
    expect(ended(await root.send(signpost.url + first.start)).code).toBe('sign-in-test-over')
    expect((await call(root, 'GET', `${path}/${id}`)).status).toBe(404)
    await prepare(root)
    const rows = await signpost.server.context.appDb.selectFrom('sign_in_test').select('id').execute()
    expect(rows.map((row) => row.id)).not.toContain(id)
  })

  test('whoever signs out at the provider’s page gets nothing when coming back, and no code is redeemed', async () => {
    const jar = await enter(createJar(), 'root')
    const { start, test: id } = await prepare(jar)
    let back: JarAnswer | undefined
    const end = await walkSignIn(signpost.url, {
      jar: { ...jar, send: async (url, init) => (back = await outOfSession(jar, url, init)) },
      start,
      person: 'emil',
    })
    expect(back).toBeDefined()
    expect(end.path).toContain(`/settings/sign-in-tests/default/${id}`)
    const [attempt] = await signpost.attempts()
    expect(attempt).toMatchObject({ outcome: 'failed', code: 'sign-in-test-over' })
    expect(attempt!.stages.map(({ stage }) => stage)).not.toContain('token')
    expect((await call(jar, 'GET', '/api/me')).status).toBe(401)
  })

  test('it never becomes a session, whoever brings its answer', async () => {
    const jar = createJar()
    const { start } = await prepare(root)
    const end = await walkSignIn(signpost.url, { jar: sessionOf(root), start })
    expect(end.answer.headers.getSetCookie().join()).not.toContain('signpost=')
    expect((await call(jar, 'GET', '/api/me')).status).toBe(401)
    const sessions = await signpost.server.context.appDb.selectFrom('session').select('provider').execute()
    expect(sessions.map(({ provider }) => provider)).not.toContain('default')
  })

  test('drafts and results are sealed, and of waiting ones twenty are kept', async () => {
    ahead = 60 * 60_000
    await enter(root, 'root')
    for (let i = 0; i < 23; i++) await prepare(root)
    const rows = await signpost.server.context.appDb.selectFrom('sign_in_test').selectAll().execute()
    expect(rows.length).toBeLessThanOrEqual(21)
    expect(JSON.stringify(rows)).not.toContain(signpost.idp.clientSecret)
    expect(JSON.stringify(rows)).not.toContain('demo.example')
  })

  test('whoever prepares too many has to wait', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 40; i++) statuses.push((await call(other, 'POST', path, right())).status)
    expect(statuses[0]).toBe(201)
    expect(statuses.at(-1)).toBe(429)
  })
})

/** Signs out before the browser comes back. */
async function outOfSession(jar: Jar, url: string, init?: RequestInit): Promise<JarAnswer> {
  if (new URL(url).pathname.startsWith('/oidc/callback')) {
    const { headers } = await jar.send(`${signpost.url}/logout`, { headers: { 'sec-fetch-site': 'same-origin' } })
    expect(headers.getSetCookie().join()).toContain('signpost=;')
  }
  return jar.send(url, init)
}

test('POST .../test answers with where the test of the sign-in begins', async () => {
  const answer = await call(root, 'POST', '/api/admin/providers/default/test', right())
  expect(answer.body).toMatchObject({ ok: true, checks: expect.any(Array), signIn: { start: expect.any(String) } })
  const end = await walkSignIn(signpost.url, { jar: sessionOf(root), start: answer.body.signIn.start })
  expect(end.path).toContain(`/settings/sign-in-tests/default/${answer.body.signIn.test}`)
})

test('an API key prepares, walks and reads a test as a person does', async () => {
  const { users, keys } = signpost.server.context.accounts
  const { key } = await keys.create((await users.get('root')).id, 'test', 'test')
  const authorization = `Bearer ${key}`
  const ask = (method: string, at: string, body?: unknown): Promise<Answer> =>
    send(signpost.url + at, method, body, { authorization })
  const { body } = await ask('POST', path, right())
  const jar = createJar((url, init) => {
    const headers = new Headers(init?.headers)
    if (String(url).startsWith(signpost.url)) headers.set('authorization', authorization)
    return fetch(url, { ...init, headers })
  })
  expect((await walkSignIn(signpost.url, { jar, start: body.start })).path).toContain(body.test)
  expect((await ask('GET', `${path}/${body.test}`)).body.test.state).toBe('passed')
})
