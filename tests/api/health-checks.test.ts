import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Check } from '../../src/base/check.ts'
import { createLog } from '../../src/base/log.ts'
import { type Asker, addPeople, type People, send, signIn } from '../kit/askers.ts'
import { freePort } from '../kit/ports.ts'
import { serve } from '../kit/serve.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'

const path = '/api/admin/health'
const secret = 'a-client-secret-that-nobody-may-read'

/** A provider that has nothing to say, and can be made to keep people waiting. */
interface Mute {
  issuer: string
  /** Discoveries that were asked for. */
  asked(): number
  /** Nobody is answered until this is called. */
  hold(): () => void
  stop(): Promise<void>
}

async function startMute(): Promise<Mute> {
  const port = await freePort()
  let asked = 0
  let held: Promise<void> = Promise.resolve()
  const provider: Server = createServer(async ({ url }, response) => {
    if (url?.includes('openid-configuration')) asked += 1
    await held
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => provider.listen(port, '127.0.0.1', resolve))
  return {
    issuer: `http://127.0.0.1:${port}`,
    asked: () => asked,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    stop: () => new Promise((resolve) => void provider.close(() => resolve()).closeAllConnections()),
  }
}

let provider: Mute
let server: TestServer
let people: People
const lines: string[] = []
beforeAll(async () => {
  provider = await startMute()
  server = await startServer({
    env: { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: 'signpost', OIDC_SECRET: secret },
    overrides: { log: createLog('info', { write: (line) => void lines.push(line) }) },
  })
  people = await addPeople(server)
})
afterAll(async () => {
  await server.stop()
  await provider.stop()
})

const found = (code: string) => lines.map((line) => JSON.parse(line)).filter((line) => line.code === code)

test('where nothing was examined there is nothing to tell, also not in the metrics', async () => {
  const { body } = await people.ask('root', 'GET', path)
  expect(body).toEqual({ at: null, running: false, every: 0, ok: true, checks: [] })
  expect(await (await fetch(`${server.url}/metrics`)).text()).not.toContain('signpost_findings{')
})

test.each<[Asker, number]>([
  ['stranger', 401],
  ['ann', 403],
  ['root', 200],
])('%s is answered %d, asking and examining', async (who, status) => {
  const before = provider.asked()
  const answers = [await people.ask(who, 'POST', path), await people.ask(who, 'GET', path)]
  expect(answers.map((each) => each.status)).toEqual([status, status])
  if (status === 200) return
  for (const { text } of answers) expect(text).not.toMatch(/checks|environment/)
  expect(provider.asked()).toBe(before)
})

test('an examination looks at everything, and its result stays to be read, with its time and without secrets', async () => {
  const since = Date.now()
  const { body, text } = await people.ask('root', 'POST', path)
  expect(body).toMatchObject({ running: false, ok: false })
  expect(body.at).toBeGreaterThanOrEqual(since)
  const stages = new Set(body.checks.map(({ stage }: Check) => stage))
  expect([...stages]).toEqual(expect.arrayContaining(['config', 'host', 'database', 'storage', 'discovery']))
  expect(body.checks).toContainEqual(
    expect.objectContaining({ id: 'provider.default.discovery', status: 'error', code: 'discovery-404' }),
  )
  expect((await people.ask('root', 'GET', path)).body).toEqual(body)
  expect(text).not.toContain(secret)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const count = (status: string) => body.checks.filter((each: Check) => each.status === status).length
  expect(metrics).toContain(`signpost_findings{status="error"} ${count('error')}\n`)
  expect(metrics).toContain(`signpost_findings{status="warning"} ${count('warning')}\n`)
})

test('who asks while one is done gets the same one', async () => {
  const before = provider.asked()
  await people.ask('root', 'POST', path)
  const once = provider.asked() - before
  const release = provider.hold()
  const asked = [people.ask('root', 'POST', path), people.ask('root', 'POST', path)]
  await until(() => provider.asked() > before + once)
  const { body: meanwhile } = await people.ask('root', 'GET', path)
  expect(meanwhile).toMatchObject({ running: true, at: expect.any(Number) })
  release()
  const [one, two] = await Promise.all(asked)
  expect(one!.body).toEqual(two!.body)
  expect(one!.body.at).toBeGreaterThan(meanwhile.at)
  expect(provider.asked() - before).toBe(2 * once)
})

test('what is new goes to the log, once, by code and title alone', async () => {
  const { providerSettings } = server.context
  await people.ask('root', 'POST', path)
  const [line, ...more] = found('discovery-404')
  expect(more).toEqual([])
  expect(line).toMatchObject({ level: 50, check: 'provider.default.discovery' })
  expect(Object.keys(line).sort()).toEqual(['check', 'code', 'level', 'msg', 'time'])
  await providerSettings.create('second', { issuer: provider.issuer, clientId: 'signpost' }, 'root')
  await people.ask('root', 'POST', path)
  await people.ask('root', 'POST', path)
  expect(found('discovery-404').map(({ check }) => check)).toEqual([
    'provider.default.discovery',
    'provider.second.discovery',
  ])
  expect(lines.join()).not.toContain(secret)
})

describe('by itself', () => {
  test('it is done as soon as that begins, and when a provider is changed, and not where it is switched off', async () => {
    server.context.examinations.start()
    expect(server.context.examinations.isRunning()).toBe(false)
    const other = await startServer({ env: { SIGNPOST_EXAMINE_EVERY: '1m' } })
    try {
      expect(other.context.examinations.last()).toBe(null)
      other.context.examinations.start()
      await until(() => other.context.examinations.last() !== null)
      const codes = () => other.context.examinations.last()!.checks.map(({ code }) => code)
      expect(codes()).not.toContain('discovery-404')
      await other.context.providerSettings.create('new', { issuer: provider.issuer, clientId: 'signpost' }, 'root')
      await until(() => codes().includes('discovery-404'))
    } finally {
      await other.stop()
    }
  })

  test('a server that serves is ready while a provider keeps it waiting, and says then what it found', async () => {
    const release = provider.hold()
    const folder = await mkdtemp(join(os.tmpdir(), 'signpost-examined-'))
    const env = { SIGNPOST_DATA: folder, OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: 'signpost' }
    const served = await serve({ ...env, SIGNPOST_EXAMINE_EVERY: '1h' })
    try {
      expect((await fetch(`${served.url}/ready`)).status).toBe(200)
      expect(served.out()).not.toContain('discovery-404')
      release()
      await until(() => served.out().includes('"code":"discovery-404"'))
    } finally {
      release()
      await served.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('it does not keep the server from stopping', async () => {
    const release = provider.hold()
    const env = { SIGNPOST_EXAMINE_EVERY: '1m', OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: 'signpost' }
    const other = await startServer({ env })
    const before = provider.asked()
    other.context.examinations.start()
    await until(() => provider.asked() > before)
    await other.stop()
    expect(other.context.examinations.last()).toBe(null)
    release()
  })
})

test('the public URL is compared with where browsers of people who are signed in have this server', async () => {
  const check = async () => {
    const { body } = await people.ask('root', 'POST', path)
    return (body.checks as Check[]).find(({ id }) => id === 'public-url')
  }
  expect(await check()).toMatchObject({ status: 'skipped' })
  const cookie = await signIn(server, 'ann')
  const come = (headers: Record<string, string>) =>
    send(`${server.url}/api/me`, 'GET', undefined, { 'sec-fetch-site': 'same-origin', ...headers })
  await come({ cookie })
  // A stranger can make up any address, and programs may have a name of their own for us.
  await come({ 'x-forwarded-host': 'made-up.example', 'x-forwarded-proto': 'https' })
  await send(`${server.url}/api/me`, 'GET', undefined, { cookie, 'x-forwarded-host': 'inner.example' })
  expect(await check()).toMatchObject({ status: 'ok', evidence: { seen: [`${server.url} (1)`] } })
  await come({ cookie, 'x-forwarded-host': 'signpost.acme.example', 'x-forwarded-proto': 'https' })
  const found = await check()
  expect(found).toMatchObject({ status: 'warning', code: 'public-url-mismatch' })
  expect(found!.mend!.join()).toContain('HOST=https://signpost.acme.example')
})

describe('a reverse proxy', () => {
  let behind: TestServer
  const host = 'https://signpost.acme.example'
  beforeAll(async () => {
    behind = await startServer({ env: { HOST: host } })
  })
  afterAll(() => behind.stop())

  const looked = async (): Promise<Record<string, Check>> => {
    const checks = await behind.context.doctor.examine()
    return Object.fromEntries(checks.map((check) => [check.id, check]))
  }
  /** A click on a page at HOST, by a browser that is signed in. */
  const come = (headers: Record<string, string>, cookie: string) =>
    send(`${behind.url}/api/me`, 'GET', undefined, {
      'sec-fetch-site': 'same-origin',
      referer: `${host}/runs`,
      cookie,
      ...headers,
    })

  test('is looked at by what it adds to the requests of people who are signed in', async () => {
    await addPeople(behind)
    const cookie = await signIn(behind, 'ann')
    expect(await looked()).toMatchObject({ 'reverse-proxy': { status: 'skipped' }, cookies: { status: 'ok' } })

    const right = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'signpost.acme.example' }
    await come({ ...right, 'x-forwarded-for': '203.0.113.9' }, cookie)
    expect(await looked()).toMatchObject({ 'reverse-proxy': { status: 'ok', evidence: { requests: 1 } } })

    await come({ 'x-forwarded-proto': 'http', 'x-forwarded-host': 'signpost.acme.example' }, cookie)
    const found = (await looked())['reverse-proxy']!
    expect(found).toMatchObject({
      status: 'warning',
      evidence: { requests: 2, faults: { 'other-scheme': 1, 'client-unsaid': 1 } },
    })
    expect(found.mend!.join()).toContain('X-Forwarded-Proto: https')

    await come({ forwarded: 'for=203.0.113.9;proto=https;host=inner', ...right }, cookie)
    expect((await looked())['reverse-proxy']!.evidence['faults']).toMatchObject({ 'other-host': 1, disagree: 1 })
  })
})
