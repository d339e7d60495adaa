import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, postGraphql, readRun } from '../kit/wire.ts'

let server: TestServer
let ada: Person
beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
})
afterAll(() => server.stop())

const upsert = (input: Record<string, unknown>) =>
  ask(
    server,
    ada.apiKey,
    `mutation UpsertBucket($input: UpsertBucketInput!) { upsertBucket(input: $input) {
      inserted
      bucket { id name displayName notes config tags state historyLineCount project { name entity { name } } projectId }
    } }`,
    { input },
  )

const runOf = (run: string, fields: string) => readRun(server, ada.apiKey, { project: 'p', run }, fields)

describe('the envelope', () => {
  test('a wrong key is 401 with errors[]', async () => {
    const answer = await postGraphql(server, 'e'.repeat(40), { query: '{ viewer { id } }' })
    expect(answer.status).toBe(401)
    expect(answer.errors[0]?.message).toMatch(/API key/)
  })

  test.each([
    ['no JSON', '{"query": ', 400],
    ['an empty body', '', 400],
    ['JSON without a query', '{"variables": {}}', 400],
    ['variables that are a text', '{"query":"{ viewer { id } }","variables":"x"}', 400],
    ['a list', '[{"query":"{ viewer { id } }"}]', 400],
    ['a query that is too long', JSON.stringify({ query: `{ viewer { id } } #${'x'.repeat(300_000)}` }), 413],
  ])('%s is refused with errors[]', async (_, body, status) => {
    const answer = await postGraphql(server, ada.apiKey, body)
    expect(answer.status).toBe(status)
    expect(answer.errors[0]?.message).toEqual(expect.any(String))
  })

  test('another content type is refused with errors[]', async () => {
    const answer = await postGraphql(server, ada.apiKey, '<x/>', { 'content-type': 'application/xml' })
    expect(answer.status).toBe(415)
    expect(answer.errors).toHaveLength(1)
  })

  test('a body past the limit is 413 with errors[]', async () => {
    const body = JSON.stringify({ query: '{ viewer { id } }', variables: { x: 'x'.repeat(65 * 1024 * 1024) } })
    const answer = await postGraphql(server, ada.apiKey, body).catch(() => null)
    // The server may close the connection before the client has sent it all.
    if (answer) expect(answer).toMatchObject({ status: 413, errors: [{ message: expect.any(String) }] })
  })

  test.each([
    ['a syntax error', '{ viewer { id }', /Syntax Error/],
    ['an unknown field', '{ viewer { shoeSize } }', /Cannot query field "shoeSize" on type "User"/],
    [
      'an operation of launch queues',
      'mutation { createLaunchAgent(input: {}) { launchAgentId } }',
      /Cannot query field "createLaunchAgent"/,
    ],
    ['a wrong variable type', 'query ($x: Int) { project(name: $x) { id } }', /Variable "\$x"/],
    ['two operations and no name', 'query A { viewer { id } } query B { viewer { id } }', /operation name/],
    ['a query of great depth', `{ ${'project { run(name: "x") { '.repeat(15)} id ${'} }'.repeat(15)} }`, /depth/i],
  ])('%s says what is wrong', async (_, query, message) => {
    const answer = await ask(server, ada.apiKey, query)
    expect(answer.errors.map((error) => error.message).join('\n')).toMatch(message)
    expect(answer.status).toBe(200)
  })

  test('undeclared variables, comments, trailing commas, an empty operation name and aliases are taken', async () => {
    const answer = await postGraphql(server, ada.apiKey, {
      query:
        '#graphql\nquery Q($name: String,) { # who\n result: project(name: $name,) { id, } me: viewer { username } }',
      variables: { name: 'nothing', undeclared: 1, entity: null },
      operationName: '',
    })
    expect(answer).toMatchObject({ status: 200, data: { result: null, me: { username: 'ada' } }, errors: [] })
  })

  test('ten megabytes of variable are taken', async () => {
    const answer = await ask(server, ada.apiKey, 'query ($x: JSONString) { viewer { id } }', {
      x: 'x'.repeat(10_000_000),
    })
    expect(answer.status).toBe(200)
  })

  test('clients up to 0.25 may ask the schema about itself', async () => {
    const { data } = await ask(
      server,
      ada.apiKey,
      '{ __type(name: "ServerSettings") { fields { name } } __schema { mutationType { fields { name } } } }',
    )
    expect(data.__type.fields.length).toBeGreaterThan(0)
    expect(data.__schema.mutationType.fields).toContainEqual({ name: 'createRunFiles' })
  })

  test('telemetry is told to go away', async () => {
    expect((await fetch(`${server.url}/sdk/otel/v1/metrics`, { method: 'POST' })).status).toBe(404)
  })
})

test('the server says which optional features it has', async () => {
  const { data } = await ask(server, ada.apiKey, '{ serverInfo { features { name isEnabled } cliVersionInfo } }')
  expect(data.serverInfo.features).toContainEqual({ name: 'SWEEPS_LOCAL_SCHEDULER', isEnabled: true })
  expect(data.serverInfo.cliVersionInfo).toMatchObject({
    min_cli_version: expect.any(String),
    max_cli_version: expect.any(String),
  })
})

test('viewer: who the key belongs to', async () => {
  const query = '{ viewer { id entity username email flags admin teams { edges { node { name } } } } }'
  const { data } = await ask(server, ada.apiKey, query)
  expect(data.viewer).toEqual({
    id: Buffer.from(`User:${ada.id}`).toString('base64'),
    entity: 'ada',
    username: 'ada',
    email: 'ada@example.org',
    flags: '{}',
    admin: false,
    teams: { edges: [] },
  })
})

describe('upsertBucket', () => {
  test('without entity and project a run is in the own entity, uncategorized', async () => {
    const { data } = await upsert({ name: 'alone', entityName: null, modelName: null })
    expect(data.upsertBucket).toMatchObject({
      inserted: true,
      bucket: { name: 'alone', state: 'running', project: { name: 'uncategorized', entity: { name: 'ada' } } },
    })
    expect(data.upsertBucket.bucket.displayName).toMatch(/^[a-z]+-[a-z]+-\d+$/)
    expect(Number.isInteger(Number(data.upsertBucket.bucket.projectId))).toBe(true)
  })

  test('ids are base64 of names that the client takes apart', async () => {
    const { data } = await upsert({ name: 'named', modelName: 'p' })
    expect(Buffer.from(data.upsertBucket.bucket.id, 'base64').toString()).toBe('Run:v1:named:p:ada')
  })

  test('null changes nothing, by name and by id; a value does', async () => {
    const first = await upsert({
      name: 'kept',
      modelName: 'p',
      displayName: 'shown',
      notes: 'n',
      tags: ['a'],
      config: '{"a":{"value":1}}',
    })
    const nulls = {
      displayName: null,
      notes: null,
      tags: null,
      config: null,
      groupName: null,
      host: null,
      summaryMetrics: null,
    }
    const again = await upsert({ name: 'kept', modelName: 'p', ...nulls })
    const { id, ...kept } = first.data.upsertBucket.bucket
    expect(again.data.upsertBucket).toEqual({ inserted: false, bucket: { id, ...kept } })
    const byId = await upsert({ id, notes: 'new' })
    expect(byId.data.upsertBucket).toEqual({ inserted: false, bucket: { id, ...kept, notes: 'new' } })
  })

  test('two requests at once make one run', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => upsert({ name: 'race', modelName: 'raced' })))
    expect(answers.filter(({ data }) => data.upsertBucket.inserted)).toHaveLength(1)
    expect(answers.flatMap(({ errors }) => errors)).toEqual([])
  })

  test('a config keeps every digit', async () => {
    const config = '{"big":{"value":1152921504606846977},"n":{"value":NaN}}'
    expect((await upsert({ name: 'digits', modelName: 'p', config })).data.upsertBucket.bucket.config).toBe(config)
  })

  test.each([
    ['a run name with a slash', { name: 'a/b', modelName: 'p' }, 'name-invalid'],
    ['a project name with a hash', { name: 'a', modelName: 'p#q' }, 'name-invalid'],
    ['a config that is no JSON object', { name: 'a', modelName: 'p', config: 'nonsense' }, 'not-json'],
    ['a state that is none', { name: 'a', modelName: 'p', state: 'resting' }, 'run-state-unknown'],
    ['an id that is none', { id: 'zzz' }, 'id-malformed'],
    ['an id of a run that is gone', { id: Buffer.from('Run:v1:gone:p:ada').toString('base64') }, 'run-not-found'],
  ])('%s is refused', async (_, input, code) => {
    const { status, errors } = await upsert(input)
    expect({ status, code: errors[0]?.extensions?.code }).toEqual({ status: 200, code })
    expect(await runOf('a', 'id')).toBeNull()
  })

  test('a fork of a run that is not there makes no run', async () => {
    const config = '{"_wandb":{"value":{"branch_point":{"run_id":"nowhere","step":3}}}}'
    const { errors } = await upsert({ name: 'orphan', modelName: 'p', config })
    expect(errors[0]?.extensions?.code).toBe('run-not-found')
    expect(await runOf('orphan', 'id')).toBeNull()
  })
})

test('projects by page, newest first', async () => {
  const bob = await person(server, 'bob')
  for (const name of ['one', 'two', 'three']) {
    const query =
      'mutation ($name: String!) { upsertModel(input: {name: $name, entityName: null, description: "d"}) { inserted model { id internalId } } }'
    const { data } = await ask(server, bob.apiKey, query, { name })
    expect(Buffer.from(data.upsertModel.model.id, 'base64').toString()).toBe(`Project:v1:${name}:bob`)
    expect(Buffer.from(data.upsertModel.model.internalId, 'base64').toString()).toMatch(/^ProjectInternalId:\d+$/)
  }
  const query =
    '{ models(first: 2) { edges { node { name description entityName readOnly } } pageInfo { hasNextPage endCursor } } }'
  const { data } = await ask(server, bob.apiKey, query)
  expect(data.models.edges.map(({ node }: { node: unknown }) => node)).toEqual(
    ['three', 'two'].map((name) => ({ name, description: 'd', entityName: 'bob', readOnly: false })),
  )
  const next = `{ models(first: 2, after: "${data.models.pageInfo.endCursor}") { edges { node { name } } pageInfo { hasNextPage } } }`
  expect((await ask(server, bob.apiKey, next)).data.models).toEqual({
    edges: [{ node: { name: 'one' } }],
    pageInfo: { hasNextPage: false },
  })
})
