import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type TestServer } from '../kit/server.ts'

let server: TestServer
const keys = { owner: 'o'.repeat(40), stranger: 's'.repeat(40) }
beforeAll(async () => {
  server = await startServer()
  const { users, keys: apiKeys } = server.context.accounts
  for (const username of ['owner', 'stranger'] as const) {
    const user = await users.create({ username }, 'test')
    await apiKeys.import(user.id, keys[username], 'test')
  }
  await graphql('mutation { upsertBucket(input: {name: "run", modelName: "p"}) { bucket { id } } }')
})
afterAll(() => server?.stop())

const asPerson = (key: string | null) =>
  key === null ? {} : { authorization: `Basic ${Buffer.from(`api:${key}`).toString('base64')}` }

// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's
async function graphql(query: string): Promise<any> {
  const headers = { ...asPerson(keys.owner), 'content-type': 'application/json' }
  const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return ((await answer.json()) as { data: unknown }).data
}

interface Sent {
  key?: string | null
  path?: string
  headers?: Record<string, string>
}

async function stream(body: unknown, { key = keys.owner, path = 'owner/p/run', headers = {} }: Sent = {}) {
  const answer = await fetch(`${server.url}/files/${path}/file_stream`, {
    method: 'POST',
    headers: { ...asPerson(key), 'content-type': 'application/json', ...headers },
    body: body instanceof Uint8Array || typeof body === 'string' ? (body as string) : JSON.stringify(body),
  })
  return { status: answer.status, json: (await answer.json()) as { errors: { message: string }[] } }
}

const history = (offset: number, ...content: string[]) => ({ files: { 'wandb-history.jsonl': { offset, content } } })
const run = (fields: string) =>
  graphql(`{ project(name: "p", entityName: "owner") { run(name: "run") { ${fields} } } }`)

describe('what is accepted', () => {
  test('lines, and they are readable with the answer', async () => {
    const { status, json } = await stream(history(0, '{"_step":0,"loss":NaN}', '{"_step":1,"loss":9007199254740993}'))
    expect(status).toBe(200)
    expect(json).toEqual({ exitcode: null, limits: {} })
    const seen = await run('historyLineCount history(samples: 10)')
    expect(seen.project.run).toMatchObject({
      historyLineCount: 2,
      history: ['{"_step":0,"loss":NaN}', '{"_step":1,"loss":9007199254740993}'],
    })
  })

  test('the same lines again, with more behind them', async () => {
    await stream(history(1, '{"_step":1,"loss":9007199254740993}', '{"_step":2}'))
    expect((await run('historyLineCount')).project.run.historyLineCount).toBe(3)
  })

  test('a body packed with gzip', async () => {
    const body = gzipSync(JSON.stringify(history(3, '{"_step":3}')))
    expect(await stream(body, { headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 200 })
    expect((await run('historyLineCount')).project.run.historyLineCount).toBe(4)
  })

  test.each(['{}', ''])('a sign of life: "%s"', async (body) => {
    expect(await stream(body)).toMatchObject({ status: 200, json: { limits: {} } })
  })

  test('files that are not known, and keys of older clients', async () => {
    const body = { files: { 'other.jsonl': { offset: 0, content: ['x'] } }, dropped: 3, failed: false }
    expect(await stream(body)).toMatchObject({ status: 200 })
  })

  test('a line of eight megabytes', async () => {
    const text = 'x'.repeat(8 * 1024 * 1024)
    expect(await stream(history(4, JSON.stringify({ _step: 4, text })))).toMatchObject({ status: 200 })
  })
})

test('somebody who asked the run to stop is heard with the next answer', async () => {
  await graphql('mutation { upsertBucket(input: {name: "stopping", modelName: "p"}) { bucket { id } } }')
  const { project } = await graphql('{ project(name: "p", entityName: "owner") { run(name: "stopping") { id } } }')
  await graphql(`mutation { stopRun(input: {id: "${project.run.id}"}) { success } }`)
  expect(await stream({}, { path: 'owner/p/stopping' })).toMatchObject({ status: 200, json: { stopped: true } })
})

test('the end of a run is known by its exit code', async () => {
  await stream({ complete: true, exitcode: 1 })
  expect((await run('state')).project.run.state).toBe('failed')
})

describe('what is refused, in the words that the client shows', () => {
  test.each<[string, unknown, Sent, number]>([
    ['without a key', {}, { key: null }, 401],
    ['with an unknown key', {}, { key: 'x'.repeat(40) }, 401],
    ['a run that is not there', {}, { path: 'owner/p/nothing' }, 404],
    ['a project that is not there', {}, { path: 'owner/nothing/run' }, 404],
    ["a stranger's lines", {}, { key: keys.stranger }, 404],
    ['a body that is not JSON', 'not json', {}, 400],
    ['a body that is a list', [], {}, 400],
    ['an offset that is no line number', history(-1, '{}'), {}, 400],
    ['content that is no list of lines', { files: { 'output.log': { offset: 0, content: [1] } } }, {}, 400],
    ['gzip that is cut off', gzipSync('{}').subarray(0, 12), {}, 400],
  ])('%s', async (_, body, sent, expected) => {
    const { status, json } = await stream(body, sent)
    expect(status).toBe(expected)
    expect(json.errors[0]!.message.length).toBeGreaterThan(20)
  })
})
