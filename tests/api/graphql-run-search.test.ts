import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRunIndex } from '../../src/tracking/search/run-index.ts'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'
import { ask, makeRun, stream } from '../kit/wire.ts'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
interface Made {
  config: Record<string, Json>
  summary?: Record<string, Json>
  tags?: string[]
}

const made: Record<string, Made> = {
  a: { config: { lr: 0.1, optimizer: { name: 'adam', betas: [0.9, 0.99] }, seed: 1 }, summary: { loss: 0.5 } },
  b: {
    config: { lr: 0.01, optimizer: { name: 'sgd' }, 'model.depth': 3 },
    summary: { loss: 0.25, eval: { acc: 0.9 } },
  },
  c: { config: { lr: '0.1', nothing: null, flag: true }, summary: { loss: 'diverged' }, tags: ['odd'] },
  d: { config: { lr: { value: 7 }, flag: false, seed: 1 }, tags: ['odd', 'long'] },
  e: { config: { note: `${'long '.repeat(500)}e` }, summary: { loss: -1, eval: { acc: 0.1 } } },
  f: { config: { note: `${'long '.repeat(500)}f` } },
}

let server: TestServer
let ada: Person
beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
  for (const [name, run] of Object.entries(made)) await make('search', name, run)
})
afterAll(() => server.stop())

async function make(project: string, name: string, { config, summary, tags }: Made): Promise<void> {
  const wrapped = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value, desc: null }]))
  await makeRun(server, ada.apiKey, { name, modelName: project, tags, config: JSON.stringify(wrapped) })
  if (summary) await put(project, name, JSON.stringify(summary))
}

const put = (project: string, name: string, summary: string) =>
  stream(server, ada.apiKey, `ada/${project}/${name}`, {
    files: { 'wandb-summary.json': { offset: 0, content: [summary] } },
  })

const query = `query Runs($project: String!, $filters: JSONString, $order: String, $first: Int, $after: String) {
  project(name: $project, entityName: "ada") {
    runCount(filters: $filters)
    runs(filters: $filters, order: $order, first: $first, after: $after) {
      edges { node { name } cursor } pageInfo { hasNextPage endCursor }
    }
  }
}`

async function list(project: string, filters: unknown, order = '+created_at', first = 1000, after?: string) {
  const variables = { project, filters: JSON.stringify(filters), order, first, after }
  const { data, errors } = await ask(server, ada.apiKey, query, variables)
  expect(errors).toEqual([])
  const { runs, runCount } = data.project
  const names: string[] = runs.edges.map(({ node }: { node: { name: string } }) => node.name)
  return { names, count: runCount as number, page: runs.pageInfo as { hasNextPage: boolean; endCursor: string } }
}

describe('a filter', () => {
  test.each<[unknown, string]>([
    [{ 'config.lr': 0.1 }, 'a'],
    [{ 'config.lr.value': 0.1 }, 'a'],
    [{ 'config.lr': '0.1' }, 'c'],
    [{ 'config.lr': { $ne: 0.1 } }, 'bcdef'],
    [{ 'config.lr': { $in: [0.1, '0.1'] } }, 'ac'],
    [{ 'config.lr': { $nin: [0.1, null] } }, 'bcd'],
    [{ 'config.lr': { $gt: 0.01 } }, 'a'],
    [{ 'config.lr': { $not: { $gt: 0.01 } } }, 'bcdef'],
    [{ 'config.lr': { $gte: 0.01, $lt: 0.1 } }, 'b'],
    [{ 'config.lr': { $exists: true } }, 'abcd'],
    [{ 'config.lr': { $exists: false } }, 'ef'],
    [{ 'config.lr.value': 7 }, 'd'],
    [{ 'config.optimizer.name': 'adam' }, 'a'],
    [{ 'config.optimizer.value.name': { $regex: '^(adam|sgd)$' } }, 'ab'],
    [{ 'config.optimizer': { $exists: true } }, 'ab'],
    [{ 'config.optimizer': { name: 'sgd' } }, 'b'],
    [{ config: { optimizer: { name: { $ne: null } }, lr: { $lt: 0.05 } } }, 'b'],
    [{ 'config.optimizer.betas': [0.9, 0.99] }, 'a'],
    [{ 'config.model.depth': 3 }, 'b'],
    [{ 'config.nothing': null }, 'abcdef'],
    [{ 'config.nothing': { $exists: true } }, 'c'],
    [{ 'config.flag': true }, 'c'],
    [{ 'config.flag': { $in: [true, false] } }, 'cd'],
    [{ 'config.seed': 1, 'config.lr': 0.1 }, 'a'],
    [{ 'config.note': made['e']!.config['note'] }, 'e'],
    [{ 'config.note': { $contains: 'long long' } }, 'ef'],
    [{ 'config.unheard': 1 }, ''],
    [{ 'config.unheard': { $ne: 1 } }, 'abcdef'],
    [{ 'summary_metrics.loss': { $lt: 0.5 } }, 'be'],
    [{ 'summary_metrics.loss': 'diverged' }, 'c'],
    [{ 'summary_metrics.eval.acc': { $gte: 0.5 } }, 'b'],
    [{ 'keys_info.keys.eval.acc': { $exists: true } }, 'be'],
    [{ $or: [{ 'config.seed': 1 }, { 'summary_metrics.loss': -1 }] }, 'ade'],
    [{ $nor: [{ 'config.seed': 1 }, { 'summary_metrics.loss': -1 }] }, 'bcf'],
    [{ $not: { 'config.seed': 1 } }, 'bcef'],
    [{ display_name: { $regex: '.' }, name: { $regex: '[A-C]', $options: 'i' } }, 'abc'],
    [{ tags: null }, 'abef'],
    [{ tags: { $all: ['odd', 'long'] } }, 'd'],
    [{ tags: { $regex: '^l' } }, 'd'],
    [{ tags: { $size: 1 } }, 'c'],
    [{ $or: [{ tags: null }, { tags: { $ne: 'odd' } }] }, 'abef'],
    [{ duration: { $gte: 0, $lt: 3600 } }, 'abcdef'],
    [{ 'config.lr': "0.1' or 1=1 --" }, ''],
  ])('%j', async (filters, expected) => {
    const { names, count } = await list('search', filters)
    expect({ names: names.join(''), count }).toEqual({ names: expected, count: expected.length })
  })

  test('an expression that takes JavaScript for ever takes no time', async () => {
    expect((await list('search', { 'config.note': { $regex: '^(l|lo|o|long| |n|g)*$' } })).names).toEqual([])
    expect((await list('search', { 'config.note': { $regex: '(long ?)+[ef]' } })).count).toBe(0)
  })
})

describe('an order', () => {
  test.each([
    ['+summary_metrics.loss', 'ebacdf'],
    ['-summary_metrics.loss', 'abecfd'],
    ['+config.lr.value', 'bacdef'],
    ['-config.unheard', 'fedcba'],
    ['-name', 'fedcba'],
    ['+group', 'abcdef'],
  ])('%s: numbers, then texts, then what has none; page by page as at once', async (order, expected) => {
    expect((await list('search', {}, order)).names.join('')).toBe(expected)
    const seen: string[] = []
    let after: string | undefined
    do {
      const { names, page }: Awaited<ReturnType<typeof list>> = await list('search', {}, order, 2, after)
      seen.push(...names)
      after = page.hasNextPage ? page.endCursor : undefined
    } while (after)
    expect(seen.join('')).toBe(expected)
  })

  test('runs that are made meanwhile move no page', async () => {
    for (const name of ['p1', 'p2', 'p3', 'p4']) await make('moving', name, { config: {}, summary: { loss: 1 } })
    const first = await list('moving', {}, '-summary_metrics.loss', 2)
    for (const [name, loss] of Object.entries({ best: 9, worst: -9, same: 1 }))
      await make('moving', name, { config: {}, summary: { loss } })
    const second = await list('moving', {}, '-summary_metrics.loss', 10, first.page.endCursor)
    expect([...first.names, ...second.names]).toEqual(['p4', 'p3', 'p2', 'p1', 'worst'])
  })

  test('a cursor of another order is refused', async () => {
    const { page } = await list('search', {}, '+created_at', 2)
    const variables = { project: 'search', order: '-summary_metrics.loss', first: 2, after: page.endCursor }
    const { errors } = await ask(server, ada.apiKey, query, variables)
    expect(errors[0]?.extensions?.code).toBe('cursor-malformed')
  })
})

describe('what changes is found as it is now', () => {
  test('a config that is changed, a summary that is streamed, changed by the API, and the end of a run', async () => {
    await make('changing', 'r', { config: { old: 1, both: 1 }, summary: { loss: 3, gone: 1 } })
    const found = async (filters: unknown) => (await list('changing', filters)).count
    expect(await found({ 'config.old': 1, 'summary_metrics.gone': 1 })).toBe(1)
    await make('changing', 'r', { config: { both: 2 }, summary: { loss: 4 } })
    expect(await found({ 'config.old': null, 'config.both': 2, 'summary_metrics.loss': 4 })).toBe(1)
    expect(await found({ 'summary_metrics.gone': null })).toBe(1)
    await makeRun(server, ada.apiKey, { name: 'r', modelName: 'changing', summaryMetrics: '{"loss":5}' })
    expect(await found({ 'summary_metrics.loss': 5 })).toBe(1)
    await put('changing', 'r', '{"loss":NaN,"steps":9007199254740993,"most":Infinity}')
    expect(await found({ 'summary_metrics.loss': { $exists: true } })).toBe(1)
    expect(await found({ 'summary_metrics.loss': { $gt: -1e300 } })).toBe(0)
    expect(await found({ 'summary_metrics.most': { $gt: 1e300 }, 'summary_metrics.steps': { $gt: 9e15 } })).toBe(1)
  })

  test('a run without a summary of its own is found by what it logged last', async () => {
    await make('logged', 'r', { config: {} })
    await stream(server, ada.apiKey, 'ada/logged/r', {
      files: { 'wandb-history.jsonl': { offset: 0, content: ['{"_step":0,"a":{"b":1}}', '{"_step":1,"a":{"b":2}}'] } },
    })
    expect((await list('logged', { 'summary_metrics.a.b': 2 })).names).toEqual(['r'])
  })

  test('what a killed server had not indexed yet is indexed when it starts', async () => {
    await make('killed', 'r', { config: { x: 1 }, summary: { y: 2 } })
    const { appDb: db, tracking, log } = server.context
    await list('killed', { 'summary_metrics.y': 2 })
    await db.deleteFrom('run_value').execute()
    expect((await list('killed', { 'config.x': 1 })).names).toEqual([])
    const index = createRunIndex({ db, history: tracking.history, log })
    await index.settle()
    await until(async () => (await list('killed', { 'config.x': 1, 'summary_metrics.y': 2 })).count === 1)
    await index.close()
  })

  test('a deleted run is not found, and one of the same name has none of its values', async () => {
    await make('deleted', 'r', { config: { x: 1 }, summary: { y: 1 } })
    const id = await makeRun(server, ada.apiKey, { name: 'r', modelName: 'deleted' })
    await ask(server, ada.apiKey, 'mutation ($id: ID!) { deleteRun(input: {id: $id}) { success } }', { id })
    await make('deleted', 'r', { config: {} })
    expect((await list('deleted', { $or: [{ 'config.x': 1 }, { 'summary_metrics.y': 1 }] })).names).toEqual([])
  })
})

/** A filter as it is meant, told apart from SQL: one key of the config, or several filters. */
const scalar = fc.constantFrom<Json>(-1, 0, 0.5, 2, 'x', 'y', '2', true, false, null)
const operators = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'] as const
const key = fc.constantFrom('p', 'q', 'r.s')
const leaf = fc.oneof(
  fc.tuple(key, fc.constantFrom(...operators), scalar).map(([name, operator, value]) => {
    const isOrder = !['$eq', '$ne'].includes(operator)
    return { [`config.${name}`]: { [operator]: isOrder && typeof value !== 'string' ? Number(value) : value } }
  }),
  fc.tuple(key, fc.constantFrom('$in', '$nin'), fc.array(scalar)).map(([name, operator, values]) => ({
    [`config.${name}`]: { [operator]: values },
  })),
  fc.tuple(key, fc.boolean()).map(([name, there]) => ({ [`config.${name}`]: { $exists: there } })),
  fc.tuple(key, fc.constantFrom('x', '^y$', '[0-9]')).map(([name, $regex]) => ({ [`config.${name}`]: { $regex } })),
)
const { filter } = fc.letrec<{ filter: unknown }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('filter'), { maxLength: 3 })).map(([name, each]) => ({
      [name]: each,
    })),
    tie('filter').map((inner) => ({ $not: inner })),
  ),
}))

function fits(config: Record<string, Json>, wanted: unknown): boolean {
  return Object.entries(wanted as Record<string, unknown>).every(([name, condition]) => {
    const every = () => (condition as unknown[]).map((each) => fits(config, each))
    if (name === '$and') return every().every(Boolean)
    if (name === '$or') return every().some(Boolean)
    if (name === '$nor') return !every().some(Boolean)
    if (name === '$not') return !fits(config, condition)
    const [first = '', second] = name.slice('config.'.length).split('.')
    const outer = config[first]
    const value = second === undefined ? outer : (outer as Record<string, Json> | undefined)?.[second]
    return Object.entries(condition as object).every(([operator, operand]) => holds(value, operator, operand))
  })
}

function holds(value: Json | undefined, operator: string, operand: unknown): boolean {
  const equal = (other: unknown) => (other === null ? value === undefined || value === null : value === other)
  const comparable = typeof value === typeof operand && (typeof value === 'number' || typeof value === 'string')
  if (operator === '$eq') return equal(operand)
  if (operator === '$ne') return !equal(operand)
  if (operator === '$in') return (operand as unknown[]).some(equal)
  if (operator === '$nin') return !(operand as unknown[]).some(equal)
  if (operator === '$exists') return (value !== undefined) === operand
  if (operator === '$regex') return typeof value === 'string' && new RegExp(operand as string).test(value)
  if (!comparable) return false
  const [a, b] = [value as number, operand as number]
  return operator === '$gt' ? a > b : operator === '$gte' ? a >= b : operator === '$lt' ? a < b : a <= b
}

test('any filter finds the runs that it means, and counts them', async () => {
  const optional = { requiredKeys: [] }
  const config = fc.record({ p: scalar, q: scalar, r: fc.record({ s: scalar }, optional) }, optional)
  const configs = fc.sample(config, { numRuns: 40, seed: 7 }) as Record<string, Json>[]
  for (const [at, each] of configs.entries()) await make('meant', `m${String(at).padStart(2, '0')}`, { config: each })
  const names = configs.map((_, at) => `m${String(at).padStart(2, '0')}`)
  await fc.assert(
    fc.asyncProperty(filter, async (wanted) => {
      const meant = names.filter((_, at) => fits(configs[at]!, wanted))
      const found = await list('meant', wanted, '+name')
      expect(found.names).toEqual(meant)
      expect(found.count).toBe(meant.length)
    }),
    { numRuns: 150 },
  )
})
