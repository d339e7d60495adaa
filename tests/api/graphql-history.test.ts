import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, historyOf, makeRun, readRun, stream } from '../kit/wire.ts'

let server: TestServer
let ada: Person
beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
})
afterAll(() => server.stop())

const runOf = (run: string, fields: string) => readRun(server, ada.apiKey, { project: 'p', run }, fields)

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

  test.each(['nonsense', '{"keys":"loss"}', '{"keys":[]}', '{"keys":[1]}', 'null'])(
    'the spec %s is refused',
    async (spec) => {
      const query =
        'query ($specs: [JSONString!]) { project(name: "p") { run(name: "logged") { sampledHistory(specs: $specs) } } }'
      expect((await ask(server, ada.apiKey, query, { specs: [spec] })).errors[0]?.extensions?.code).toBe(
        'sampling-invalid',
      )
    },
  )

  test('the empty spec, which agents of sweeps send, asks for no lines', async () => {
    const { sampledHistory } = await runOf('logged', 'sampledHistory(specs: ["{}", "{\\"keys\\":[\\"loss\\"]}"])')
    expect(sampledHistory.map((rows: unknown[]) => rows.length)).toEqual([0, 5])
  })

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
