import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, historyOf, makeRun, postGraphql, stream } from '../kit/wire.ts'

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

const runOf = async (run: string, fields: string, project = 'p') => {
  const query = `query ($project: String, $run: String!) {
    project(name: $project, entityName: "ada") { run(name: $run) { ${fields} } }
  }`
  const { data, errors } = await ask(server, ada.apiKey, query, { project, run })
  expect(errors).toEqual([])
  return data.project.run
}

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
      'an operation of artifacts',
      'mutation { createArtifact(input: {}) { artifact { id } } }',
      /Cannot query field "createArtifact"/,
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

test('the server has no optional feature', async () => {
  const { data } = await ask(server, ada.apiKey, '{ serverInfo { features { name isEnabled } cliVersionInfo } }')
  expect(data.serverInfo.features).toEqual([])
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

describe('what a run logged', () => {
  const lines = [1, 'NaN', '-Infinity', '9007199254740993', 5]
  beforeAll(async () => {
    await makeRun(server, ada.apiKey, { name: 'logged', modelName: 'p' })
    for (let attempt = 0; attempt < 2; attempt++) await stream(server, ada.apiKey, 'ada/p/logged', historyOf(lines))
    const files = {
      'wandb-events.jsonl': { offset: 0, content: ['{"_timestamp":1,"system.cpu":2}'] },
      'output.log': { offset: 0, content: ['2026-01-01T00:00:00.5 out', 'ERROR 2026-01-01T00:00:01 err'] },
      'wandb-summary.json': { offset: 0, content: ['{"loss":5,"best":NaN}'] },
    }
    expect((await stream(server, ada.apiKey, 'ada/p/logged', { files })).status).toBe(200)
  })

  test('counts, a repeated chunk counted once', async () => {
    const counts = await runOf('logged', 'historyLineCount eventsLineCount logLineCount')
    expect(counts).toEqual({ historyLineCount: 5, eventsLineCount: 1, logLineCount: 2 })
  })

  test('history: each line as it was sent; a range has an open end', async () => {
    const all = historyOf(lines).files['wandb-history.jsonl'].content
    expect((await runOf('logged', 'history(samples: 100)')).history).toEqual(all)
    expect((await runOf('logged', 'history(minStep: 1, maxStep: 3, samples: 100)')).history).toEqual(all.slice(1, 3))
  })

  test('historyTail and eventsTail are JSON lists of JSON texts', async () => {
    const { historyTail, eventsTail } = await runOf('logged', 'historyTail eventsTail')
    expect(JSON.parse(historyTail)).toEqual(['{"_step":4,"loss":5}'])
    expect(JSON.parse(JSON.parse(eventsTail)[0])).toEqual({ _timestamp: 1, 'system.cpu': 2 })
  })

  test('sampledHistory: rows that have all keys, a list for each spec', async () => {
    const specs = [{ keys: ['loss', '_step'], samples: 100 }, { keys: ['loss', 'none'] }].map((spec) =>
      JSON.stringify(spec),
    )
    const query = `query ($specs: [JSONString!]!) { project(name: "p") { run(name: "logged") { sampledHistory(specs: $specs) } } }`
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { specs } }),
    })
    const text = await answer.text()
    expect(text).toContain('9007199254740993')
    const [rows, none] = JSON.parse(text).data.project.run.sampledHistory
    expect(rows.map((row: { loss: unknown }) => row.loss)).toEqual([1, 'NaN', '-Infinity', 9007199254740992, 5])
    expect(none).toEqual([])
  })

  test('sampledHistory: maxStep is inclusive, but not for a client of 2025 that pages', async () => {
    const steps = async (spec: Record<string, unknown>) => {
      const text = JSON.stringify(JSON.stringify({ keys: ['loss', '_step'], ...spec }))
      const { sampledHistory } = await runOf('logged', `sampledHistory(specs: [${text}])`)
      return sampledHistory[0].map((row: { _step: number }) => row._step)
    }
    expect(await steps({ minStep: 1, maxStep: 3, samples: 100 })).toEqual([1, 2, 3])
    expect(await steps({ minStep: 0, maxStep: 2, samples: 2 })).toEqual([0, 1])
  })

  test.each(['nonsense', '{}', '{"keys":"loss"}', '{"keys":[]}', '{"keys":[1]}', 'null'])(
    'the spec %s is refused',
    async (spec) => {
      const query =
        'query ($specs: [JSONString!]) { project(name: "p") { run(name: "logged") { sampledHistory(specs: $specs) } } }'
      expect((await ask(server, ada.apiKey, query, { specs: [spec] })).errors[0]?.extensions?.code).toBe(
        'sampling-invalid',
      )
    },
  )

  test('historyKeys: types, order, last value, last step', async () => {
    const { historyKeys } = await runOf('logged', 'historyKeys')
    expect(historyKeys).toMatchObject({ sets: [], lastStep: 4 })
    expect(historyKeys.keys.loss).toEqual({
      typeCounts: [{ type: 'number', count: 5 }],
      monotonic: expect.any(Boolean),
      previousValue: 5,
    })
    expect(historyKeys.keys._step.monotonic).toBe(true)
  })

  test('parquetHistory: nothing exported, and where the live lines begin', async () => {
    const { parquetHistory } = await runOf('logged', 'parquetHistory(liveKeys: ["_step"]) { parquetUrls liveData }')
    expect(parquetHistory).toEqual({ parquetUrls: [], liveData: [{ _step: 0 }, { _step: 4 }] })
  })

  test('the console, taken apart and by page', async () => {
    const fields = 'edges { node { number line level timestamp label } cursor } pageInfo { hasNextPage endCursor }'
    const { logLines } = await runOf('logged', `logLines(first: 1) { ${fields} }`)
    expect(logLines.edges[0].node).toMatchObject({
      number: 0,
      line: 'out',
      level: null,
      timestamp: '2026-01-01T00:00:00.5',
    })
    expect(logLines.pageInfo.hasNextPage).toBe(true)
    const after = JSON.stringify(logLines.pageInfo.endCursor)
    const next = (await runOf('logged', `logLines(first: 5, after: ${after}) { ${fields} }`)).logLines
    expect(next.edges.map(({ node }: { node: unknown }) => node)).toMatchObject([
      { number: 1, line: 'err', level: 'error' },
    ])
    expect(next.pageInfo.hasNextPage).toBe(false)
    expect((await runOf('logged', `logLines(last: 1) { ${fields} }`)).logLines.edges[0].node.line).toBe('err')
  })

  test('summary and system metrics as JSON text', async () => {
    const { summaryMetrics, systemMetrics } = await runOf('logged', 'summaryMetrics systemMetrics')
    expect(summaryMetrics).toBe('{"loss":5,"best":NaN}')
    expect(JSON.parse(systemMetrics)).toMatchObject({ 'system.cpu': 2 })
  })

  test('bucket is run, and model is project', async () => {
    const query = '{ model(name: "p") { bucket(name: "logged", missingOk: true) { historyLineCount } } }'
    expect((await ask(server, ada.apiKey, query)).data.model.bucket.historyLineCount).toBe(5)
  })

  test('after a rewind the count is of what is left, and the stream goes on from there', async () => {
    await makeRun(server, ada.apiKey, { name: 'rewound', modelName: 'p' })
    await stream(server, ada.apiKey, 'ada/p/rewound', { ...historyOf([0, 1, 2, 3, 4]), complete: true, exitcode: 0 })
    const query = `mutation { rewindRun(input: {runName: "rewound", projectName: "p", metricName: "_step", metricValue: 2}) {
      rewoundRun { historyLineCount state }
    } }`
    const { data } = await ask(server, ada.apiKey, query)
    expect(data.rewindRun.rewoundRun).toEqual({ historyLineCount: 3, state: 'running' })
    await stream(server, ada.apiKey, 'ada/p/rewound', historyOf([30], 3))
    expect((await runOf('rewound', 'history(samples: 9)')).history.at(-1)).toBe('{"_step":3,"loss":30}')
  })
})

describe('the state of a run', () => {
  const state = async (run: string) => (await runOf(run, 'state')).state
  const say = (run: string, body: unknown) => stream(server, ada.apiKey, `ada/p/${run}`, body)

  test.each([
    [0, 'finished'],
    [1, 'failed'],
    [255, 'failed'],
  ])('complete with exit code %i is %s', async (exitcode, end) => {
    const run = `ends-${exitcode}`
    await makeRun(server, ada.apiKey, { name: run, modelName: 'p' })
    expect(await state(run)).toBe('running')
    await say(run, { complete: true, exitcode })
    expect(await state(run)).toBe(end)
    expect((await runOf(run, 'exitcode')).exitcode).toBe(exitcode)
  })

  test('preempting stays until the run is started again', async () => {
    await makeRun(server, ada.apiKey, { name: 'moved', modelName: 'p' })
    await say('moved', { preempting: true })
    await say('moved', {})
    expect(await state('moved')).toBe('preempting')
    await say('moved', { complete: true, exitcode: 1 })
    expect(await state('moved')).toBe('preempting')
    await makeRun(server, ada.apiKey, { name: 'moved', modelName: 'p' })
    expect(await state('moved')).toBe('running')
  })

  test('stop is told with the next answer, and ends as killed; a new start is not stopped', async () => {
    const id = await makeRun(server, ada.apiKey, { name: 'halted', modelName: 'p' })
    expect(await (await say('halted', {})).json()).not.toHaveProperty('stopped')
    await ask(server, ada.apiKey, 'mutation ($id: ID!) { stopRun(input: {id: $id}) { success } }', { id })
    expect(await (await say('halted', {})).json()).toMatchObject({ stopped: true })
    expect((await runOf('halted', 'stopped')).stopped).toBe(true)
    await say('halted', { complete: true, exitcode: 255 })
    expect(await state('halted')).toBe('killed')
    await makeRun(server, ada.apiKey, { name: 'halted', modelName: 'p' })
    expect(await (await say('halted', {})).json()).not.toHaveProperty('stopped')
  })

  test('a run that ended by hand stays so while its client only breathes', async () => {
    const id = await makeRun(server, ada.apiKey, { name: 'ended', modelName: 'p' })
    const query = 'mutation ($id: ID!) { updateRunState(input: {id: $id, state: "failed"}) { success } }'
    expect((await ask(server, ada.apiKey, query, { id })).data.updateRunState.success).toBe(true)
    await say('ended', {})
    expect(await state('ended')).toBe('failed')
    await say('ended', historyOf([1]))
    expect(await state('ended')).toBe('running')
  })

  test('a run that was deleted is gone, with its lines, and its stream ends', async () => {
    const id = await makeRun(server, ada.apiKey, { name: 'deleted', modelName: 'p' })
    await say('deleted', historyOf([1, 2, 3]))
    await ask(server, ada.apiKey, 'mutation ($id: ID!) { deleteRun(input: {id: $id}) { success } }', { id })
    expect(await runOf('deleted', 'id')).toBeNull()
    const answer = await say('deleted', historyOf([4], 3))
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ errors: [{ message: expect.stringContaining('deleted') }] })
    await makeRun(server, ada.apiKey, { name: 'deleted', modelName: 'p' })
    expect((await runOf('deleted', 'historyLineCount')).historyLineCount).toBe(0)
  })
})

describe('runs by page', () => {
  beforeAll(async () => {
    for (const number of [1, 2, 3, 4, 5]) {
      const tags = number % 2 ? ['odd', 'a%b'] : ['even']
      await makeRun(server, ada.apiKey, {
        name: `r${number}`,
        modelName: 'paged',
        tags,
        groupName: number > 3 ? 'late' : null,
      })
    }
    await stream(server, ada.apiKey, 'ada/paged/r2', { complete: true, exitcode: 0 })
  })

  const list = async (args: Record<string, unknown>) => {
    const query = `query Runs($filters: JSONString, $order: String, $first: Int, $after: String) {
      project(name: "paged", entityName: "ada") {
        runCount(filters: $filters)
        runs(filters: $filters, order: $order, first: $first, after: $after) {
          totalCount edges { node { name } cursor } pageInfo { hasNextPage endCursor }
        }
      }
    }`
    const { data, errors } = await ask(server, ada.apiKey, query, args)
    const names = data?.project?.runs?.edges.map(({ node }: { node: { name: string } }) => node.name)
    return { names, page: data?.project?.runs?.pageInfo, count: data?.project?.runCount, errors }
  }

  test('newest first, or oldest, each once', async () => {
    for (const [order, expected] of [
      [null, ['r5', 'r4', 'r3', 'r2', 'r1']],
      ['+created_at', ['r1', 'r2', 'r3', 'r4', 'r5']],
    ] as const) {
      const seen: string[] = []
      let after: string | null = null
      do {
        const { names, page }: { names: string[]; page: { hasNextPage: boolean; endCursor: string } } = await list({
          order,
          first: 2,
          after,
        })
        seen.push(...names)
        after = page.hasNextPage ? page.endCursor : null
      } while (after)
      expect(seen).toEqual(expected)
    }
  })

  test.each([
    [{ state: 'finished' }, ['r2']],
    [{ state: { $ne: 'finished' } }, ['r5', 'r4', 'r3', 'r1']],
    [{ $or: [{ name: 'r1' }, { name: { $in: ['r3', 'r9'] } }] }, ['r3', 'r1']],
    [{ tags: { $in: ['even'] } }, ['r4', 'r2']],
    [{ tags: 'a%b' }, ['r5', 'r3', 'r1']],
    [{ tags: 'a_b' }, []],
    [{ group: 'late' }, ['r5', 'r4']],
    [{ group: null }, ['r3', 'r2', 'r1']],
    [{ group: { $ne: 'late' } }, ['r3', 'r2', 'r1']],
    [
      { $and: [{ username: 'ada' }, { createdAt: { $gt: '2020-01-01' } }, { name: { $nin: ['r1'] } }] },
      ['r5', 'r4', 'r3', 'r2'],
    ],
    [{ createdAt: { $lt: '2020-01-01T00:00:00Z' } }, []],
  ])('the filter %j', async (filters, expected) => {
    const { names, count, errors } = await list({ filters: JSON.stringify(filters) })
    expect(errors).toEqual([])
    expect({ names, count }).toEqual({ names: expected, count: expected.length })
  })

  test.each([
    [{ filters: '{"config.lr.value":1}' }, 'filter-unsupported'],
    [{ order: '-summary_metrics.loss' }, 'order-unsupported'],
    [{ after: 'nonsense' }, 'cursor-malformed'],
    [{ first: -1 }, 'page-size-invalid'],
  ])('%j is refused in words, not passed over', async (args, code) => {
    expect((await list(args)).errors[0]?.extensions?.code).toBe(code)
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
