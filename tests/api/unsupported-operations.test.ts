import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { postGraphql } from '../kit/wire.ts'

let server: TestServer
let ada: Person
beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
})
afterAll(() => server.stop())

const counted = async () => {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Object.fromEntries(
    [...text.matchAll(/^signpost_unsupported_operations_total\{operation="([^"]*)"\} (\d+)$/gm)].map(
      ([, name, count]) => [name, Number(count)],
    ),
  )
}

test.each([
  ['CreateRunQueue', 'mutation CreateRunQueue { createRunQueue(input: {}) { success } }', /queues, agents and jobs/],
  [
    'GetRunQueueItems',
    'query GetRunQueueItems { project(name: "p") { runQueue(name: "q") { id } } }',
    /queues, agents and jobs/,
  ],
  [
    'CreateAutomation',
    'mutation CreateAutomation($i: CreateFilterTriggerInput!) { createFilterTrigger(input: $i) { trigger { id } } }',
    /run\.alert\(\)/,
  ],
  [
    'FetchRegistry',
    'query FetchRegistry { project(name: "p") { allowAllArtifactTypesInRegistry } }',
    /run\.link_artifact/,
  ],
  [
    'CreateAnonymousApiKey',
    'mutation CreateAnonymousApiKey { createAnonymousEntity(input: {}) { apiKey { name } } }',
    /\/authorize/,
  ],
  ['FromTheFuture', 'query FromTheFuture { viewer { shoeSize } }', /compatibility\.md/],
])(
  '%s is refused by one sentence that names it and says what to do, and is counted by its name',
  async (name, query, says) => {
    const before = (await counted())[name] ?? 0
    for (const operationName of [name, undefined]) {
      const answer = await postGraphql(server, ada.apiKey, { query, operationName })
      expect(answer).toMatchObject({ status: 200, errors: [{ extensions: { code: 'operation-unsupported' } }] })
      expect(answer.errors).toHaveLength(1)
      expect(answer.errors[0]!.message).toMatch(says)
      expect(answer.errors[0]!.message).toContain(`"${name}"`)
    }
    expect((await counted())[name]).toBe(before + 2)
  },
)

test('a field of an input that is not known is told and counted, too', async () => {
  const query = 'mutation StopRun($input: StopRunInput!) { stopRun(input: $input) { success } }'
  const answer = await postGraphql(server, ada.apiKey, { query, variables: { input: { id: 'x', force: true } } })
  expect(answer.errors[0]?.message).toMatch(/"StopRun".*"force" is not defined by type "StopRunInput"/s)
  expect((await counted())['StopRun']).toBe(1)
})

test('what is no name of an operation makes no label of its own, and many names make few', async () => {
  const query = '{ viewer { shoeSize } }'
  for (const operationName of ['a"b\nc', 'x'.repeat(5000), '名前'])
    await postGraphql(server, ada.apiKey, { query, operationName })
  for (let index = 0; index < 250; index++)
    await postGraphql(server, ada.apiKey, { query, operationName: `Made${index}` })
  const names = Object.keys(await counted())
  expect(names).toContain('unnamed')
  expect(names).toContain('other')
  expect(names.length).toBeLessThanOrEqual(201)
})
