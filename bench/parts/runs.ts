import { type ServerProcess, startServerProcess } from '../../tests/kit/process.ts'
import { post, quantile } from '../load.ts'
import type { Row } from '../row.ts'

const runCount = 10_000
const otherProjects = 99
const runsOfOthers = 10
const configKeys = 30
const summaryKeys = 20
const atOnce = 16

interface Page {
  edges: { node: { name: string }; cursor: string }[]
  pageInfo: { hasNextPage: boolean; endCursor: string }
}

/** A run list as `wandb.Api().runs()` asks for it: ten thousand runs in one of a hundred projects. */
export async function runs(): Promise<Row[]> {
  const server = await startServerProcess()
  try {
    const began = performance.now()
    const cpu = server.cpu()
    await fill(server)
    const seconds = (performance.now() - began) / 1000
    const busy = (server.cpu() - cpu) / seconds
    const filters = { state: 'finished', 'config.key_3.value': { $lt: 0.5 } }
    const order = '-summary_metrics.metric_7'
    const first = await measured(server, { filters, order })
    const deep = await cursorAt(server, { filters, order }, 4000)
    const later = await measured(server, { filters, order, after: deep })
    const few = await measured(server, { filters: { 'config.key_5.value': { $gt: 0.999 } }, order })
    const plain = await measured(server, { filters: {}, order: '+created_at' })
    const regex = await measured(server, { filters: { display_name: { $regex: '^run-.*77$' } }, order })
    const began2 = performance.now()
    const all = await readAll(server, order)
    const row = (what: string, seen: number, most?: number): Row => ({
      ...{ part: 'runs', what, seen },
      ...(most !== undefined && { target: `< ${most}`, met: seen < most }),
    })
    return [
      row('first 50 by a summary key, filtered, warm ms', first.page, 20),
      row('  with the count of all, as the client asks, ms', first.both),
      row('  behind 4000 others, ms', later.page, 20),
      row('  few that fit, ms', few.page, 20),
      row('  without a filter, oldest first, ms', plain.page),
      row('  by a regular expression, ms', regex.page),
      row('all 10 000 by pages of 1000, s', (performance.now() - began2) / 1000),
      { ...row('  each of them once', all), target: `${runCount}`, met: all === runCount },
      { ...row('runs logged a second, 50 keys each', runCount / seconds), note: `${busy.toFixed(2)} cores` },
    ]
  } finally {
    await server.stop()
  }
}

async function fill(server: ServerProcess): Promise<void> {
  const names: [project: string, run: string][] = []
  for (let run = 0; run < runCount; run++) names.push(['bench', `run-${run}`])
  for (let project = 0; project < otherProjects; project++)
    for (let run = 0; run < runsOfOthers; run++) names.push([`other-${project}`, `run-${run}`])
  const work = async () => {
    for (let next = names.pop(); next; next = names.pop()) await makeRun(server, ...next)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function makeRun(server: ServerProcess, project: string, name: string): Promise<void> {
  const numbers = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, key) => [`${prefix}_${key}`, Math.random()] as const)
  const config = numbers('key', configKeys).map(([key, value]) => [key, { value }])
  const input = { name, displayName: name, modelName: project, config: JSON.stringify(Object.fromEntries(config)) }
  await graphql(server, 'mutation ($input: UpsertBucketInput!) { upsertBucket(input: $input) { inserted } }', { input })
  const summary = JSON.stringify(Object.fromEntries(numbers('metric', summaryKeys)))
  const body = {
    files: { 'wandb-summary.json': { offset: 0, content: [summary] } },
    ...{ complete: true, exitcode: Math.random() < 0.1 ? 1 : 0 },
  }
  const path = `/files/tester/${project}/${name}/file_stream`
  const { status, text } = await post(server, path, Buffer.from(JSON.stringify(body)))
  if (status !== 200) throw new Error(`file_stream: ${status} ${text}`)
}

async function graphql<Data>(server: ServerProcess, query: string, variables: object): Promise<Data> {
  const { status, text } = await post(server, '/graphql', Buffer.from(JSON.stringify({ query, variables })))
  const { data, errors } = JSON.parse(text)
  if (status !== 200 || errors) throw new Error(`graphql: ${status} ${text}`)
  return data
}

interface Wish {
  filters: object
  order: string
  after?: string
}

/** The fields that the client asks of each run of a list. */
const node = `id tags name displayName sweepName state group jobType commit readOnly createdAt heartbeatAt description notes
  historyLineCount user { name username }`

function ask(server: ServerProcess, { filters, order, after }: Wish, first: number, count: boolean) {
  const query = `query Runs($filters: JSONString, $order: String, $first: Int, $after: String) {
    project(name: "bench", entityName: "tester") {
      ${count ? 'runCount(filters: $filters)' : ''}
      runs(filters: $filters, order: $order, first: $first, after: $after) {
        edges { node { ${node} } cursor } pageInfo { hasNextPage endCursor }
      }
    }
  }`
  const variables = { filters: JSON.stringify(filters), order, first, after }
  return graphql<{ project: { runs: Page } }>(server, query, variables)
}

async function measured(server: ServerProcess, wish: Wish): Promise<{ page: number; both: number }> {
  const median = async (count: boolean) => {
    const took: number[] = []
    for (let i = 0; i < 25; i++) {
      const began = performance.now()
      await ask(server, wish, 50, count)
      took.push(performance.now() - began)
    }
    return quantile(took, 0.5)
  }
  return { page: await median(false), both: await median(true) }
}

/** Where a list goes on behind its first `count` runs. */
async function cursorAt(server: ServerProcess, wish: Wish, count: number): Promise<string> {
  let after: string | undefined
  for (let seen = 0; seen < count; seen += 1000)
    after = (await ask(server, { ...wish, ...(after !== undefined && { after }) }, 1000, false)).project.runs.pageInfo
      .endCursor
  return after!
}

async function readAll(server: ServerProcess, order: string): Promise<number> {
  const seen = new Set<string>()
  let after: string | undefined
  for (;;) {
    const wish = { filters: {}, order, ...(after !== undefined && { after }) }
    const { edges, pageInfo } = (await ask(server, wish, 1000, false)).project.runs
    for (const each of edges) seen.add(each.node.name)
    if (!pageInfo.hasNextPage) return seen.size
    after = pageInfo.endCursor
  }
}
