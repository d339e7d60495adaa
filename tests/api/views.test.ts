import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person, team } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun, stream } from '../kit/wire.ts'

let server: TestServer
let member: Person
let viewer: Person
let stranger: Person

beforeAll(async () => {
  server = await startServer()
  member = await person(server, 'member')
  viewer = await person(server, 'viewer')
  stranger = await person(server, 'stranger')
  await team(server, 'lab', [
    [member, 'member'],
    [viewer, 'viewer'],
  ])
  await makeRun(server, member.apiKey, { name: 'r1', entityName: 'lab', modelName: 'p' })
})
afterAll(() => server.stop())

const call = async (who: Person, method: string, path: string, body?: unknown) => {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${who.apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
}
const upsert = (who: Person, input: Record<string, unknown>) =>
  ask(
    server,
    who.apiKey,
    'mutation ($input: UpsertViewInput!) { upsertView(input: $input) { view { id name displayName spec } inserted } }',
    { input },
  )
const place = { entityName: 'lab', projectName: 'p' }
const views = '/api/projects/lab/p/views'
const made = async (title = 'Found') =>
  (await call(member, 'POST', views, { kind: 'report', title, spec: '{"blocks":[]}' })).body.view

describe('upsertView', () => {
  test.each([
    ['no object', { spec: '[]' }, 'must be a JSON object'],
    ['no JSON', { spec: 'blocks' }, 'must be a JSON object'],
    ['an empty text', { spec: '' }, 'must be a JSON object'],
    ['a text of 5 MB', { spec: JSON.stringify({ x: 'y'.repeat(5_000_000) }) }, '4 MiB are kept'],
    ['a type that is none', { type: 'runs; drop table' }, 'is no type of view'],
    ['a title without end', { displayName: 'x'.repeat(5000) }, 'may have 512 characters'],
    ['a name with slashes', { name: '../../etc' }, 'cannot name a view'],
    ['an id that is none', { id: 'abc' }, 'is not the id of a thing'],
    ["another thing's id", { id: Buffer.from('Run:v1:r1:p:lab').toString('base64') }, 'is not the id of a thing'],
    ['an id of nothing', { id: Buffer.from('View:987654').toString('base64') }, 'There is no report or workspace'],
    ['a project that is none', { projectName: 'nowhere' }, 'There is no project "nowhere"'],
    ["somebody else's own workspace", { name: 'nw-viewer-w', type: 'project-view' }, 'Save it as a view of your own'],
  ])('%s is refused by a sentence', async (_, input, sentence) => {
    const { errors, data } = await upsert(member, { ...place, spec: '{}', ...input })
    expect(errors[0]?.message).toContain(sentence)
    expect(data.upsertView).toBeNull()
  })

  test('what is null stays as it is; emoji and right-to-left text come back as they were', async () => {
    const title = '🪧 نتائج'
    const first = await upsert(member, { ...place, name: 'kept', displayName: title, spec: '{"a":"\\u2028"}' })
    const { id } = first.data.upsertView.view
    const second = await upsert(member, { id, displayName: null, spec: null })
    expect(second.data.upsertView).toEqual({ view: { ...first.data.upsertView.view }, inserted: false })
  })

  test('the same name twice at once is one view', async () => {
    const both = await Promise.all([1, 2, 3].map(() => upsert(member, { ...place, name: 'once', spec: '{}' })))
    expect(both.flatMap(({ errors }) => errors)).toEqual([])
    expect(new Set(both.map(({ data }) => data.upsertView.view.id)).size).toBe(1)
  })

  test('a report stays in its project', async () => {
    await makeRun(server, member.apiKey, { name: 'r1', entityName: 'lab', modelName: 'other' })
    const report = await made()
    const { errors } = await upsert(member, { id: report.wireId, ...place, projectName: 'other', spec: '{}' })
    expect(errors[0]?.message).toContain('stays there')
  })
})

describe('nothing is lost', () => {
  test('a stale save is refused, and what it would have overwritten is still there', async () => {
    const { id, revision } = await made()
    const first = await call(member, 'PATCH', `/api/views/${id}`, { title: 'Mine', revision })
    expect(first.body.view).toMatchObject({ title: 'Mine', revision: revision + 1 })
    const stale = await call(member, 'PATCH', `/api/views/${id}`, { title: 'Yours', revision })
    expect(stale.status).toBe(409)
    expect(stale.body.error).toMatchObject({ code: 'view-changed', message: expect.stringContaining('as a draft') })
    expect((await call(member, 'GET', `/api/views/${id}`)).body.view.title).toBe('Mine')
  })

  test('of several stale saves at once exactly one is kept', async () => {
    const { id, revision } = await made()
    const all = await Promise.all(
      [1, 2, 3, 4].map((n) => call(member, 'PATCH', `/api/views/${id}`, { title: `By ${n}`, revision })),
    )
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
  })

  test('what the client overwrites without saying what it had read is among the revisions', async () => {
    const { id, wireId } = await made('Before')
    await upsert(member, { id: wireId, displayName: 'After', spec: '{"blocks":[1]}' })
    await upsert(member, { id: wireId, displayName: 'After', spec: '{"blocks":[1]}' })
    const { revisions } = (await call(viewer, 'GET', `/api/views/${id}/revisions`)).body
    expect(revisions).toMatchObject([{ title: 'Before', spec: '{"blocks":[]}', username: 'member' }])
  })

  test('a draft of a report leaves it as it is, and takes its place when it is published', async () => {
    const report = await made()
    const draft = (await call(member, 'PATCH', `/api/views/${report.id}`, { title: 'Next', kind: 'draft' })).body.view
    expect(draft).toMatchObject({ kind: 'draft', parent: report.id, title: 'Next', spec: '{"blocks":[]}' })
    expect((await call(member, 'GET', `/api/views/${report.id}`)).body.view.title).toBe('Found')
    const published = await call(member, 'PATCH', `/api/views/${draft.id}`, { kind: 'report' })
    expect(published.body.view).toMatchObject({ id: report.id, title: 'Next', kind: 'report' })
    expect((await call(member, 'GET', `/api/views/${draft.id}`)).status).toBe(404)
  })

  test('deleteView says how many drafts are left', async () => {
    const report = await made()
    await call(member, 'PATCH', `/api/views/${report.id}`, { kind: 'draft' })
    const remove = 'mutation ($id: ID!) { deleteView(input: {id: $id}) { success pendingDrafts } }'
    const { data } = await ask(server, member.apiKey, remove, { id: report.wireId })
    expect(data.deleteView).toEqual({ success: true, pendingDrafts: 1 })
    const again = await ask(server, member.apiKey, remove, { id: report.wireId })
    expect(again.errors[0]?.message).toContain('There is no report')
  })
})

describe('who may', () => {
  const requests: [string, string, (id: number) => string, unknown, [number, number, number]][] = [
    ['list', 'GET', () => `${views}?kind=report`, undefined, [200, 200, 404]],
    ['read', 'GET', (id) => `/api/views/${id}`, undefined, [200, 200, 404]],
    ['read revisions', 'GET', (id) => `/api/views/${id}/revisions`, undefined, [200, 200, 404]],
    ['make', 'POST', () => views, { kind: 'report', title: 'T' }, [200, 403, 404]],
    ['change', 'PATCH', (id) => `/api/views/${id}`, { title: 'T' }, [200, 403, 404]],
    ['delete', 'DELETE', (id) => `/api/views/${id}`, undefined, [204, 403, 404]],
    ['choose runs', 'POST', () => '/api/projects/lab/p/run-set', {}, [200, 200, 404]],
    ['read charts', 'GET', () => '/api/runs/lab/p/r1/charts', undefined, [200, 200, 404]],
  ]
  test.each(requests)('%s', async (_, method, path, body, statuses) => {
    const { id } = await made()
    for (const [index, who] of [viewer, stranger].entries()) {
      expect((await call(who, method, path(id), body)).status).toBe(statuses[index + 1])
    }
    expect((await call(member, method, path(id), body)).status).toBe(statuses[0])
  })

  test('who may only read keeps a workspace of their own at a browser, and makes no report of it', async () => {
    const { views: kept } = server.context.tracking
    const atBrowser = { ...(await viewer.principal()), via: 'session' as const }
    const workspace = { entity: 'lab', project: 'p', name: 'nw-viewer-w', type: 'project-view', spec: '{}' }
    const { view } = await kept.save(atBrowser, workspace)
    expect((await kept.change(atBrowser, view.id, { spec: '{"a":1}' })).view.spec).toBe('{"a":1}')
    for (const type of ['runs', 'runs/draft'])
      await expect(kept.change(atBrowser, view.id, { type })).rejects.toThrow('You may look at what "lab/p" has')
  })

  test('a private chart preset is for its entity, a public one for everybody', async () => {
    const create = `mutation ($access: String!, $name: String!) { createCustomChart(input: {entity: "lab", name: $name,
      displayName: "D", type: "vega2", access: $access, spec: "{}"}) { chart { id } } }`
    for (const access of ['PRIVATE', 'PUBLIC']) {
      const { data } = await ask(server, member.apiKey, create, { access, name: access })
      expect(data.createCustomChart.chart.id).toBe(`lab/${access}`)
    }
    const seen = async (who: Person, name: string) => (await call(who, 'GET', `/api/charts/lab/${name}`)).status
    expect([await seen(viewer, 'PRIVATE'), await seen(stranger, 'PRIVATE')]).toEqual([200, 404])
    expect([await seen(viewer, 'PUBLIC'), await seen(stranger, 'PUBLIC')]).toEqual([200, 200])
    expect(await seen(member, 'NONE')).toBe(404)
  })
})

test('a run set is chosen by its filters, in its order, with config and summary', async () => {
  for (const [name, lr, loss] of [
    ['a', 0.1, 3],
    ['b', 0.2, 1],
    ['c', 0.3, 2],
  ] as const) {
    const config = JSON.stringify({ lr: { value: lr } })
    await makeRun(server, member.apiKey, { name, entityName: 'lab', modelName: 'sets', config })
    const summary = { 'wandb-summary.json': { offset: 0, content: [JSON.stringify({ loss })] } }
    await stream(server, member.apiKey, `lab/sets/${name}`, { files: summary })
  }
  const { body } = await call(viewer, 'POST', '/api/projects/lab/sets/run-set', {
    filters: {
      filterFormat: 'filterV2',
      filters: [{ key: { section: 'config', name: 'lr' }, op: '>=', value: 0.2, disabled: false }],
    },
    sort: [{ key: { section: 'summary', name: 'loss' }, ascending: true }],
  })
  expect(body).toMatchObject({ total: 2, lookedAt: 3 })
  expect(body.runs.map((run: { name: string; summary: unknown }) => [run.name, run.summary])).toEqual([
    ['b', { loss: 1 }],
    ['c', { loss: 2 }],
  ])
})

test.each([
  ['values', { filters: [{ key: { section: 'run', name: 'name' }, op: 'IN', value: Array(6000).fill(0) }] }],
  ['levels', JSON.parse('{"filters":['.repeat(60) + ']}'.repeat(60))],
])('filters of a run set that have too many %s are refused', async (_, filters) => {
  const { status, body } = await call(viewer, 'POST', '/api/projects/lab/sets/run-set', { filters })
  expect({ status, message: JSON.stringify(body) }).toEqual({
    status: 400,
    message: expect.stringContaining('more conditions and values'),
  })
})
