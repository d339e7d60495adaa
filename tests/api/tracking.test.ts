import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Home } from '../../src/wire/app/contract.ts'
import { type AppApi, appApi } from '../kit/app-api.ts'
import { logRun } from '../kit/experiments.ts'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'

let server: TestServer
let ada: Person
let asker: Record<'stranger' | 'other' | 'owner' | 'admin', AppApi>
const steps = 5000
const spikeAt = 3217

beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
  const ben = await person(server, 'ben')
  const root = await person(server, 'root', { admin: true })
  const of = (who: Person | null) => appApi(server.url, who?.apiKey ?? null)
  asker = { stranger: of(null), other: of(ben), owner: of(ada), admin: of(root) }
  const to = { url: server.url, apiKey: ada.apiKey, entity: 'ada', project: 'vision' }
  await logRun(to, {
    name: 'run00001',
    displayName: 'steady-one',
    config: { lr: 0.1, model: { depth: 3 } },
    tags: ['base'],
    history: Array.from({ length: steps }, (_, step) => ({
      loss: step === spikeAt ? 1000 : 1 / (step + 1),
      acc: step / steps,
    })),
    events: [{ 'system.cpu': 12 }, { 'system.cpu': 80 }],
    log: ['2026-11-24T09:00:00.000001 hello', 'ERROR 2026-11-24T09:00:01.000001 oh no', 'bare'],
    files: { 'notes 1.txt': 'hi' },
    exitCode: 0,
  })
  await logRun(to, { name: 'run00002', displayName: 'second', history: [{ loss: 'NaN-free' }] })
})
afterAll(() => server.stop())

const reads = [
  '/api/home',
  '/api/entities/ada/projects',
  '/api/projects/ada/vision',
  '/api/projects/ada/vision/runs',
  '/api/runs/ada/vision/run00001',
  '/api/runs/ada/vision/run00001/logs',
  '/api/runs/ada/vision/run00001/files',
  '/api/runs/ada/vision/run00001/media?key=loss',
]
const asks = ['/api/projects/ada/vision/keys', '/api/projects/ada/vision/series']
const bodies: Record<string, unknown> = {
  '/api/projects/ada/vision/keys': { runs: ['run00001'], stream: 'history' },
  '/api/projects/ada/vision/series': {
    runs: ['run00001'],
    stream: 'history',
    keys: ['loss'],
    x: '_step',
    buckets: 100,
  },
}

describe('who may read', () => {
  test.each(reads)('GET %s', async (path) => {
    expect((await asker.stranger.get(path)).status).toBe(401)
    expect((await asker.other.get(path)).status).toBe(path === '/api/home' ? 200 : 404)
    expect((await asker.owner.get(path)).status).toBe(200)
    expect((await asker.admin.get(path)).status).toBe(200)
  })
  test.each(asks)('POST %s', async (path) => {
    expect((await asker.stranger.post(path, bodies[path])).status).toBe(401)
    expect((await asker.other.post(path, bodies[path])).status).toBe(404)
    expect((await asker.owner.post(path, bodies[path])).status).toBe(200)
    expect((await asker.admin.post(path, bodies[path])).status).toBe(200)
  })
  test('home shows nothing of other people', async () => {
    const home = (await asker.other.get('/api/home')).body as unknown as Home
    expect(home).toEqual({ entities: ['ben'], projects: [], runs: [] })
  })
  test.each([
    ['PATCH', '', { notes: 'mine now' }],
    ['DELETE', '', undefined],
    ['POST', '/stop', undefined],
  ])('another person cannot %s a run%s', async (method, rest, body) => {
    const path = `/api/runs/ada/vision/run00001${rest}`
    expect((await asker.other.send(method, path, body)).status).toBe(404)
    expect((await asker.stranger.send(method, path, body)).status).toBe(401)
    expect((await asker.owner.get('/api/runs/ada/vision/run00001')).status).toBe(200)
  })
})

test('home, projects and runs show what was logged', async () => {
  const home = (await asker.owner.get('/api/home')).body as unknown as Home
  expect(home.entities).toEqual(['ada'])
  expect(home.projects).toMatchObject([{ entity: 'ada', name: 'vision', runCount: 2, runningCount: 1 }])
  expect(home.runs.map((run) => run.name)).toEqual(['run00002', 'run00001'])
  const page = await asker.owner.get('/api/projects/ada/vision/runs?search=STEADY')
  expect(page.body).toMatchObject({
    total: 1,
    next: null,
    runs: [{ name: 'run00001', lines: steps, state: 'finished', tags: ['base'] }],
  })
})

test('runs come by page, each once', async () => {
  const first = (await asker.owner.get('/api/projects/ada/vision/runs?limit=1')).body
  expect(first).toMatchObject({ total: 2, runs: [{ name: 'run00002' }], next: expect.any(String) })
  const second = (await asker.owner.get(`/api/projects/ada/vision/runs?limit=1&after=${first['next']}`)).body
  expect(second).toMatchObject({ runs: [{ name: 'run00001' }], next: null })
})

test('a run tells its config and summary as people wrote them', async () => {
  const { run } = (await asker.owner.get('/api/runs/ada/vision/run00001')).body as { run: Record<string, unknown> }
  expect(run).toMatchObject({
    config: { lr: 0.1, model: { depth: 3 } },
    summary: { acc: (steps - 1) / steps },
    logLines: 3,
    eventLines: 2,
  })
  expect(JSON.stringify(run['config'])).not.toContain('_wandb')
})

test('a chart of a hundred buckets keeps a spike of a single step', async () => {
  const { body } = await asker.owner.post('/api/projects/ada/vision/series', bodies['/api/projects/ada/vision/series'])
  const [line] = body['series'] as { x: number[]; max: number[]; last: number[] }[]
  expect(line!.x.length).toBeLessThanOrEqual(100)
  expect(Math.max(...line!.max)).toBe(1000)
})

test('zooming in reaches each single point', async () => {
  const body = { ...(bodies['/api/projects/ada/vision/series'] as object), from: spikeAt - 2, to: spikeAt + 2 }
  const answer = (await asker.owner.post('/api/projects/ada/vision/series', body)).body
  expect(answer['series']).toMatchObject([{ exact: true, x: [-2, -1, 0, 1, 2].map((by) => spikeAt + by) }])
})

test('keys are told with what they hold', async () => {
  const { body } = await asker.owner.post('/api/projects/ada/vision/keys', {
    runs: ['run00001', 'run00002'],
    stream: 'history',
  })
  expect(body['keys']).toEqual(
    expect.arrayContaining([
      { key: 'acc', kind: 'number', monotonic: true, runs: 1, hidden: false },
      { key: 'loss', kind: 'number', monotonic: false, runs: 2, hidden: false },
    ]),
  )
})

test('log lines are told apart from their time and from standard error', async () => {
  const { body } = await asker.owner.get('/api/runs/ada/vision/run00001/logs')
  expect(body).toEqual({
    total: 3,
    lines: [
      { number: 0, text: 'hello', level: null, at: '2026-11-24T09:00:00.000001' },
      { number: 1, text: 'oh no', level: 'error', at: '2026-11-24T09:00:01.000001' },
      { number: 2, text: 'bare', level: null, at: null },
    ],
  })
})

test('a file is listed with an address that needs no key', async () => {
  const { body } = await asker.owner.get('/api/runs/ada/vision/run00001/files')
  const [file] = body['files'] as { name: string; url: string; sizeBytes: number }[]
  expect(file).toMatchObject({ name: 'notes 1.txt', sizeBytes: 2 })
  expect(await (await fetch(file!.url)).text()).toBe('hi')
})

test.each([
  ['buckets', { buckets: 3 }],
  ['buckets', { buckets: 1e9 }],
  ['runs', { runs: 'all' }],
  ['stream', { stream: 'other' }],
  ['from', { from: 5, to: 1 }],
])('a series with a wrong %s is refused in a sentence', async (name, change) => {
  const body = { ...(bodies['/api/projects/ada/vision/series'] as object), ...change }
  const answer = await asker.owner.post('/api/projects/ada/vision/series', body)
  expect(answer.status).toBe(400)
  expect((answer.body['error'] as { message: string }).message).toContain(name)
})

test('a cursor that was never given is refused', async () => {
  expect((await asker.owner.get('/api/projects/ada/vision/runs?after=x')).status).toBe(400)
})

test('an unknown key or axis gives no line, not an error', async () => {
  const body = { ...(bodies['/api/projects/ada/vision/series'] as object), keys: ['nothing'], x: 'nowhere' }
  expect(await asker.owner.post('/api/projects/ada/vision/series', body)).toMatchObject({ status: 200 })
})

test('notes, tags and name are changed, and stay', async () => {
  const change = { displayName: 'renamed', notes: 'good', tags: ['a', 'b'] }
  expect((await asker.owner.send('PATCH', '/api/runs/ada/vision/run00002', change)).body).toMatchObject({ run: change })
  expect((await asker.owner.get('/api/runs/ada/vision/run00002')).body).toMatchObject({ run: change })
})

test('an open page hears of a new line within two seconds, and only who may see it', async () => {
  const controller = new AbortController()
  const stream = await asker.owner.open('/api/live?entity=ada&project=vision', controller.signal)
  expect(stream.headers.get('content-type')).toContain('text/event-stream')
  expect((await asker.other.get('/api/live?entity=ada')).status).toBe(404)
  const heard = (async () => {
    let text = ''
    for await (const piece of stream.body!) {
      text += Buffer.from(piece).toString()
      if (text.includes('"what":"lines"')) return text
    }
    return text
  })()
  const to = { url: server.url, apiKey: ada.apiKey, entity: 'ada', project: 'vision' }
  const run = await logRun(to, { name: 'run00003', history: [{ loss: 1 }] })
  await run.more([{ loss: 0.5 }])
  expect(await heard).toContain('"run":"run00003"')
  controller.abort()
})

test('a run that is stopped and deleted is gone with all it logged', async () => {
  expect((await asker.owner.send('POST', '/api/runs/ada/vision/run00002/stop')).status).toBe(204)
  expect((await asker.owner.send('DELETE', '/api/runs/ada/vision/run00002')).status).toBe(204)
  expect((await asker.owner.get('/api/runs/ada/vision/run00002')).status).toBe(404)
})
