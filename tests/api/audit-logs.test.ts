import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type Asker, addPeople, type People } from '../kit/askers.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'

/** `GET /admin/audit_logs`, as W&B Server answers it. */

const day = 24 * 60 * 60_000
const date = (days: number) => new Date(now + days * day).toISOString().slice(0, 10)
const path = '/admin/audit_logs'

let now = Date.parse('2026-03-10T12:00:00Z')
let server: TestServer
let people: People
beforeAll(async () => {
  server = await startServer({ overrides: { clock: { now: () => now } } })
  people = await addPeople(server)
  const made = await ask('POST', '/api/admin/users', {
    username: 'cleo',
    email: 'cleo@example.org',
    password: 'first of many',
  })
  expect(made.status).toBe(201)
  await ask('POST', '/api/admin/teams', { name: 'vision', members: [{ username: 'cleo', role: 'member' }] })
  await written('team-created')
  now += day
  await ask('PATCH', '/api/admin/users/cleo', { disabled: true })
  await written('user-disabled')
})
afterAll(() => server.stop())

const ask = (method: string, address: string, body?: unknown, headers?: Record<string, string>) =>
  people.ask('root', method, address, body, headers)
const written = (action: string) => until(async () => (await server.context.auditLog.latest({ action }, 1)).length > 0)
const linesOf = ({ text }: Answer) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

test.each<[Asker, number]>([
  ['stranger', 401],
  ['ann', 403],
  ['root', 200],
])('%s is answered %i', async (asker, status) => {
  expect((await people.ask(asker, 'GET', path)).status).toBe(status)
})

test('today is told as JSON lines, in the words of W&B Server', async () => {
  const answer = await ask('GET', path)
  expect(answer.headers.get('content-type')).toContain('application/x-ndjson')
  const root = await server.context.accounts.users.get('root')
  expect(linesOf(answer)).toEqual([
    {
      timestamp: '2026-03-11T12:00:00.000Z',
      action: 'user:deactivate',
      actor_user_id: root.id,
      actor_ip: '127.0.0.1',
      response_code: 200,
      actor: 'root',
      subject: 'cleo',
    },
  ])
})

test('the client is told by its version, the team by its name', async () => {
  const agent = { 'user-agent': 'wandb-core/0.28.2' }
  await ask('POST', '/api/admin/teams', { name: 'audio', members: [] }, agent)
  await until(async () => (await server.context.auditLog.latest({ action: 'team-created' }, 9)).length === 2)
  expect(linesOf(await ask('GET', path)).at(-1)).toMatchObject({
    action: 'team:create',
    entity_name: 'audio',
    cli_version: '0.28.2',
  })
})

test('numDays counts back from today, and on from startDate', async () => {
  const actions = async (query: string) => linesOf(await ask('GET', `${path}?${query}`)).map(({ action }) => action)
  expect(await actions('numDays=1')).toEqual(expect.arrayContaining(['user:create', 'user:deactivate']))
  expect(await actions(`startDate=${date(-1)}&numDays=0`)).toContain('user:create')
  expect(await actions(`startDate=${date(-1)}&numDays=0`)).not.toContain('user:deactivate')
  expect(await actions(`startDate=${date(0)}`)).not.toContain('user:create')
  expect(await actions(`startDate=${date(1)}`)).toEqual([])
})

test('with limit it comes in pages that together are everything', async () => {
  const query = `${path}?startDate=${date(-1)}`
  const all = linesOf(await ask('GET', query))
  const paged: unknown[] = []
  let cursor = ''
  for (let pages = 0; pages < 20; pages++) {
    const { body } = await ask('GET', `${query}&limit=3${cursor}`)
    expect(body).toMatchObject({ range_start_time: '2026-03-10T00:00:00.000Z', count: body.audit_logs.length })
    paged.push(...body.audit_logs)
    if (body.next_cursor === null) break
    cursor = `&cursor=${body.next_cursor}`
  }
  expect(paged).toEqual(all)
  expect(all.length).toBeGreaterThan(3)
})

test('with endDate it is one list, whole days within', async () => {
  const { body } = await ask('GET', `${path}?startDate=${date(-1)}&endDate=${date(-1)}`)
  expect(body.range_end_time).toBe('2026-03-11T00:00:00.000Z')
  expect(body.audit_logs.map(({ action }: { action: string }) => action)).toContain('user:create')
  expect(body.next_cursor).toBeNull()
})

test('anonymize leaves out names and addresses', async () => {
  const { text } = await ask('GET', `${path}?numDays=1&anonymize=true`)
  expect(text).toContain('user:create')
  for (const word of ['cleo', 'root', '127.0.0.1', 'vision']) expect(text).not.toContain(word)
})

test.each([
  'limit=0',
  'limit=20001',
  'limit=many',
  'startDate=yesterday',
  'endDate=2026-99-01',
  'numDays=-1',
  'cursor=x',
])('%s is refused with its name', async (query) => {
  const { status, body } = await ask('GET', `${path}?${query}`)
  expect(status).toBe(400)
  expect(body.error.message).toContain(`"${query.split('=')[0]}"`)
})

describe('GET /api/admin/audit, which the page reads', () => {
  const audit = async (query: string) => (await ask('GET', `/api/admin/audit?${query}`)).body
  const actionsOf = ({ entries }: { entries: { action: string }[] }) => entries.map(({ action }) => action)

  test.each<[Asker, number]>([
    ['stranger', 401],
    ['ann', 403],
    ['root', 200],
  ])('%s is answered %i', async (asker, status) => {
    expect((await people.ask(asker, 'GET', '/api/admin/audit')).status).toBe(status)
  })

  test('newest first, with who, about what and from where', async () => {
    const { entries, actions, next } = await audit('')
    expect(entries.map(({ id }: { id: number }) => id)).toEqual(
      entries.map(({ id }: { id: number }) => id).toSorted((a: number, b: number) => b - a),
    )
    expect(entries).toContainEqual(
      expect.objectContaining({ action: 'user-disabled', actor: 'root', subject: 'cleo', address: '127.0.0.1' }),
    )
    expect(actions).toEqual(expect.arrayContaining(['team-created', 'user-disabled']))
    expect(next).toBeNull()
  })

  test('by action, by a piece of who or what, and by time', async () => {
    expect(new Set(actionsOf(await audit('action=user-created')))).toEqual(new Set(['user-created']))
    expect((await audit('search=CLE')).entries.every(({ subject }: { subject: string }) => subject === 'cleo')).toBe(
      true,
    )
    expect((await audit('search=CLE')).entries.length).toBeGreaterThan(1)
    expect((await audit('search=%25')).entries).toEqual([])
    expect(actionsOf(await audit(`since=${now - 1000}`))).not.toContain('user-created')
    expect(actionsOf(await audit(`until=${now - day / 2}`))).not.toContain('user-disabled')
  })

  test('page by page', async () => {
    for (let i = 0; i < 120; i++)
      server.context.events.emit('audited', { action: 'counted', actor: 'root', subject: `${i}`, facts: {} })
    await until(async () => (await server.context.auditLog.latest({ action: 'counted' }, 200)).length === 120)
    const first = await audit('action=counted')
    const second = await audit(`action=counted&before=${first.next}`)
    expect([first.entries.length, second.entries.length, second.next]).toEqual([100, 20, null])
    expect(second.entries.at(-1).subject).toBe('0')
  })
})
