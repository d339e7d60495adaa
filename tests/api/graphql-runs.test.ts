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
    [{ filters: '{"colour":1}' }, 'filter-unsupported'],
    [{ order: '-colour' }, 'order-unsupported'],
    [{ after: 'nonsense' }, 'cursor-malformed'],
    [{ first: -1 }, 'page-size-invalid'],
  ])('%j is refused in words, not passed over', async (args, code) => {
    expect((await list(args)).errors[0]?.extensions?.code).toBe(code)
  })
})
