import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Asker, addPeople, type People, signIn } from '../kit/askers.ts'
import { until } from '../kit/until.ts'
import { spellings, unzipped, wholeSpellings } from '../kit/zip.ts'
import { type Station, startStation } from '../sso/conformance/station.ts'

/** `POST /api/admin/bundle` of a whole server: what is in it, and that no secret is, wherever one was planted. */

const random = () => randomBytes(24).toString('base64url')
const token = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(`{"sub":"${random()}"}`).toString('base64url')}.${random()}`
const planted = {
  environment: `env&"${random()}"/+<x>`,
  proxy: `proxy-${random()}`,
  foreign: `aws+${random()}/`,
  file: `file ${random()} ü`,
  page: `page'${random()}`,
  former: `former:${random()}`,
  exchanged: `xyz~${random()}`,
  header: `local-${randomBytes(20).toString('hex')}`,
  privateKey: randomBytes(200).toString('base64'),
  code: `code-${random()}`,
}

let station: Station
let people: People
let cookie: string
let now = Date.parse('2026-03-10T12:00:00Z')
beforeAll(async () => {
  station = await startStation({
    clock: { now: () => now },
    providers: { acme: { clientSecret: planted.file } },
    env: {
      OIDC_SECRET: planted.environment,
      AWS_SECRET_ACCESS_KEY: planted.foreign,
      HTTPS_PROXY: `http://proxy-user:${planted.proxy}@proxy.example:3128`,
      NO_PROXY: '127.0.0.1',
    },
  })
  people = await addPeople(station.server)
  cookie = await signIn(station.server, 'root')
})
afterEach(() => station.provider.straighten())
afterAll(() => station.stop())

const ask = (as: Asker, headers?: Record<string, string>) => people.ask(as, 'POST', '/api/admin/bundle', {}, headers)

async function bundle(): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${people.keys.root}`, 'content-type': 'application/json' }
  const answer = await fetch(`${station.url}/api/admin/bundle`, { method: 'POST', headers, body: '{}' })
  expect(answer.status).toBe(200)
  return unzipped(new Uint8Array(await answer.arrayBuffer()))
}

const plantInLog = (...lines: unknown[]) => {
  const folder = path.join(station.server.dataFolder, 'logs')
  mkdirSync(folder, { recursive: true })
  for (const line of lines)
    appendFileSync(path.join(folder, 'server.log'), `${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
}

describe('who may have it', () => {
  test.each<[Asker, number]>([
    ['stranger', 401],
    ['ann', 403],
    ['root', 200],
  ])('%s is answered %i', async (asker, status) => {
    expect((await ask(asker)).status).toBe(status)
  })

  test('an old sign-in has to be given anew, and another site gets nothing', async () => {
    const old = { cookie, authorization: '' }
    const send = (headers: Record<string, string>) =>
      people.ask('stranger', 'POST', '/api/admin/bundle', {}, { cookie, ...headers })
    expect((await send({})).status).toBe(200)
    expect((await send({ 'sec-fetch-site': 'cross-site' })).body.error.code).toBe('csrf')
    now += 13 * 3_600_000
    const refused = await people.ask('stranger', 'POST', '/api/admin/bundle', {}, { cookie: old.cookie })
    expect([refused.status, refused.body.error.code]).toEqual([403, 'reauthentication-needed'])
  })

  test('it is a download with a name that is safe, kept by nobody, and written in the audit trail', async () => {
    const { headers } = await ask('root')
    expect(headers.get('content-type')).toBe('application/zip')
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="signpost-bundle-127\.0\.0\.1-\d{8}-\d{6}\.zip"$/,
    )
    expect(headers.get('cache-control')).toBe('no-store')
    const [entry] = await station.server.context.auditLog.latest({ action: 'bundle-made' }, 1)
    expect(entry).toMatchObject({ actor: 'root', subject: 'debug bundle' })
  })
})

describe('what is in it', () => {
  test('the first page says what is wrong, why sign-ins failed and how often, and what to change', async () => {
    station.provider.bends.token = () => ({ error: 'invalid_client', error_description: 'no such client <b>here</b>' })
    station.provider.bends.answer = ({ path: at }) =>
      at.endsWith('/token')
        ? { status: 401, headers: { 'content-type': 'application/json' }, body: '{"error":"invalid_client"}' }
        : undefined
    const { code } = await station.signIn()
    await station.signIn()
    const files = await bundle()
    const causes = JSON.parse(files['sign-in-causes.json']!)
    expect(causes[0]).toMatchObject({ code, times: 2, providers: ['default'] })
    const readme = files['README.html']!
    expect(readme).toMatch(/class="verdict (error|warning)"/)
    expect(readme).toContain(causes[0].title)
    for (const sentence of causes[0].mend)
      expect(readme).toContain(sentence.replaceAll("'", '&#39;').replaceAll('"', '&quot;'))
  })

  test('the first page stands alone: no scripts, nothing loaded, no markup of others', async () => {
    await people.ask('root', 'PATCH', '/api/admin/providers/acme', { name: '<img src=x onerror=alert(1)>' })
    const readme = (await bundle())['README.html']!
    expect(readme).not.toMatch(/<script|<img|<link|@import|url\(/i)
    expect(readme.match(/(src|href)="[^"]*"/g)!.every((link) => /^href="[\w.-]+"$/.test(link))).toBe(true)
  })

  test('settings are told with their origin, secrets as set', async () => {
    const made = await people.ask('root', 'POST', '/api/admin/providers', {
      id: 'paged',
      clientSecret: planted.page,
      issuer: 'https://op.example',
    })
    expect(made.status).toBe(201)
    const { settings, providers } = JSON.parse((await bundle())['configuration.json']!)
    const setting = (name: string) => settings.find((each: { name: string }) => each.name === name)
    expect(setting('OIDC_SECRET')).toMatchObject({ value: 'set', origin: 'environment' })
    expect(setting('SESSION_LENGTH')).toMatchObject({ value: null, origin: 'default', default: '720' })
    expect(setting('HTTPS_PROXY').value).toBe('http://proxy.example:3128')
    const fieldsOf = (id: string) => providers.find((each: { id: string }) => each.id === id).fields
    expect(fieldsOf('default').clientSecret).toMatchObject({ value: 'set', origin: 'environment' })
    expect(fieldsOf('acme').clientSecret).toMatchObject({ value: 'set', origin: 'file' })
    expect(fieldsOf('paged')).toMatchObject({
      clientSecret: { value: 'set', origin: 'page' },
      issuer: { value: 'https://op.example', origin: 'page' },
    })
  })

  test('versions, migrations, metrics, host limits, attempts, the audit trail and the provider memory are there', async () => {
    await station.signIn()
    const files = await bundle()
    const json = (name: string) => JSON.parse(files[name]!)
    expect(json('versions.json')).toMatchObject({
      node: process.versions.node,
      database: { migrations: [{ schema: 'app', open: [], unknown: [] }, { schema: 'history' }] },
    })
    expect(files['metrics.txt']).toContain('signpost_http_requests_total')
    expect(json('host.json').limits['Max open files']).toHaveProperty('soft')
    expect(json('attempts.json')[0]).toHaveProperty('stages')
    expect(json('audit-trail.json').map(({ action }: { action: string }) => action)).toContain('user-created')
    expect(json('doctor.json').map(({ id }: { id: string }) => id)).toContain('database')
    expect(files['provider-memory.json']).toContain(station.provider.issuer)
    for (const [name, text] of Object.entries(files))
      if (name.endsWith('.json')) expect(JSON.parse(text)).not.toHaveProperty('error')
  })

  test('a part that cannot be read is told, and the others are there', async () => {
    const { context } = station.server
    const { list } = context.attempts
    context.attempts.list = async () => Promise.reject(new Error('the table is damaged'))
    try {
      const files = await bundle()
      expect(JSON.parse(files['attempts.json']!)).toEqual({ error: 'the table is damaged' })
      expect(files['README.html']).toContain('could not be read: the table is damaged')
      expect(JSON.parse(files['doctor.json']!).length).toBeGreaterThan(2)
    } finally {
      context.attempts.list = list
    }
  })
})

test('secrets that were planted everywhere are found nowhere, in no spelling, and what was cut is named', async () => {
  const { server, provider } = station
  const { context } = server
  const session = cookie.split('=')[1]!
  const everySecret = { ...planted, token, session, key: people.keys.ann }
  const { code, privateKey, ...findable } = everySecret
  // Those of others, and those that are kept as a hash only, are told by how they look and by what they are.
  const isKnown = (secret: string) => ![planted.header, token, session, people.keys.ann].includes(secret)
  const spellingsOf = (secret: string) => (isKnown(secret) ? spellings(secret) : wholeSpellings(secret))
  const all = Object.values(findable)

  // One that was another before, and one whose id and secret were given the wrong way round.
  const setUp = (method: string, id: string, body: object) =>
    people.ask('root', method, `/api/admin/providers${id}`, body)
  await setUp('POST', '', { id: 'changed', clientSecret: planted.former, issuer: 'https://op.example' })
  await setUp('PATCH', '/changed', { clientSecret: random() })
  await setUp('POST', '', {
    id: 'exchanged',
    clientId: planted.exchanged,
    clientSecret: '2f1c8f5e-0d4b-4c55-9a0e-6f1f4f0a1b2c',
  })
  // The watch over all servers knows session and key, and looks at what a provider said.
  const { session: _s, key: _k, ...others } = findable
  const sayable = Object.values(others)

  // A provider that says back what it was sent, and a browser that sends what it should not.
  provider.bends.answer = ({ path: at }) =>
    at.endsWith('/token')
      ? {
          status: 400,
          headers: { 'content-type': 'application/json', 'set-cookie': `sid=${planted.code}` },
          body: JSON.stringify({ error: 'invalid_grant', error_description: `said ${sayable.join(' ')}` }),
        }
      : undefined
  await station.signIn()
  const strange = sayable.map(encodeURIComponent).join('.')
  await fetch(`${station.url}/oidc/callback?code=${planted.code}&state=${strange}&error_description=${strange}`, {
    redirect: 'manual',
    headers: {
      'user-agent': `agent ${encodeURIComponent(planted.page)} ${token}`,
      cookie: `x=${planted.code}`,
      referer: `${station.url}/?${strange}`,
    },
  })
  // Records and log lines, as if somebody had been careless.
  const [record] = await context.attempts.list()
  const evidence = {
    userAgent: all.join(' | '),
    [planted.page]: all,
    headers: { Cookie: planted.code, Authorization: `Basic ${Buffer.from(`me:${planted.page}`).toString('base64')}` },
  }
  await context.attempts.save({
    ...record!,
    id: 'careless0001',
    evidence,
    stages: [{ ...record!.stages[0]!, evidence }],
  })
  for (const secret of all)
    context.events.emit('audited', {
      action: 'careless',
      actor: 'root',
      subject: secret,
      facts: { secret, deep: [secret] },
    })
  await until(async () => (await context.auditLog.latest({ action: 'careless' }, 100)).length === all.length)
  plantInLog(
    ...all.flatMap((secret) =>
      spellingsOf(secret).map((text) => ({ level: 50, msg: `at https://x.example/?q=${text}&y=1`, text })),
    ),
    ...all.map((secret) => `not JSON: ${secret}`),
    ...all.filter(isKnown).map((secret) => ({ level: 30, msg: `cut off: ${secret.slice(0, -4)}` })),
    {
      level: 50,
      msg: 'failed',
      err: {
        message: `GET /oidc/callback?code=${planted.code}&state=x1y2z3`,
        stack: `Error\n cookie: sid=${planted.code}`,
      },
    },
    { level: 30, msg: `-----BEGIN PRIVATE KEY-----\n${planted.privateKey}\n-----END PRIVATE KEY-----` },
    { level: 30, headers: { authorization: planted.code, 'x-api-key': planted.code, 'set-cookie': [planted.code] } },
    {
      level: 30,
      msg: `hash ${createHash('sha256').update(session).digest('hex')}, restore user: root password: ${planted.code}`,
    },
  )

  const files = await bundle()
  // The watch over all servers looks at records as well.
  await context.appDb.deleteFrom('sign_in_attempt').where('id', '=', 'careless0001').execute()
  await context.appDb.deleteFrom('audit').where('action', '=', 'careless').execute()
  const text = Object.entries(files)
    .map(([name, content]) => `${name}\n${content}`)
    .join('\n')
  for (const [name, secret] of Object.entries(findable))
    for (const spelling of [...spellingsOf(secret), ...(isKnown(secret) ? [secret.slice(0, -4)] : [])])
      expect(text.includes(spelling), `${name} as ${spelling}`).toBe(false)
  const logs = files['logs.txt']!
  for (const secret of [privateKey, createHash('sha256').update(session).digest('hex')])
    expect(text).not.toContain(secret.slice(0, 60))
  expect(logs.split('\n').slice(-5).join('\n')).not.toContain(code)

  const readme = files['README.html']!
  for (const what of [
    'the client secret of acme',
    'the client secret of paged',
    'AWS_SECRET_ACCESS_KEY',
    'a session',
    'an API key',
  ])
    expect(readme).toMatch(new RegExp(`cut from <code>logs.txt</code>: ${what}`))
  expect(readme).toContain('<code>attempts.json</code>: looked like a token')
  for (const [name, content] of Object.entries(files)) if (name.endsWith('.json')) JSON.parse(content)
})
