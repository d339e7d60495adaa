import { type ServerProcess, startServerProcess } from '../../tests/kit/process.ts'
import { post, quantile } from '../load.ts'
import type { Row } from '../row.ts'

const runs = 1000
const agents = 30

const parameters = {
  lr: { distribution: 'log_uniform_values', min: 0.0001, max: 0.1 },
  ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, { min: 0.5, max: 1.5 }])),
  optimizer: { values: ['adam', 'sgd', 'lion'] },
}
const steps = { x: { min: 1, max: 100 }, y: { min: 1, max: 100 } }
const metric = { name: 'loss', goal: 'minimize' }
const searches: [string, Record<string, unknown>][] = [
  ['grid', { method: 'grid', metric, parameters: steps }],
  ['random', { method: 'random', metric, parameters }],
  ['bayes', { method: 'bayes', metric, parameters }],
]

/** How long an agent waits for its next suggestion in a sweep that has a thousand runs. */
export async function sweeps(): Promise<Row[]> {
  const server = await startServerProcess()
  try {
    const rows: Row[] = []
    for (const [name, config] of searches) {
      await makeRuns(server, name)
      // What the server does of itself with runs that ended is not what is measured.
      await new Promise((resolve) => setTimeout(resolve, 3000))
      const took = await suggestions(server, name, config)
      const p95 = quantile(took, 0.95)
      rows.push({
        part: 'sweeps',
        what: `next suggestion of ${name} at ${runs} runs, p95 ms`,
        seen: p95,
        target: '< 50',
        met: p95 < 50,
        note: `p50 ${quantile(took, 0.5).toFixed(1)}`,
      })
    }
    return rows
  } finally {
    await server.stop()
  }
}

async function mutate(server: ServerProcess, name: string, payload: string, input: Record<string, unknown>) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} } }`
  const { status, text } = await post(server, '/graphql', Buffer.from(JSON.stringify({ query, variables: { input } })))
  const { data, errors } = JSON.parse(text)
  if (status !== 200 || errors) throw new Error(`${name}: ${status} ${text}`)
  return data[name]
}

/** Ended runs with values and a loss, which the sweep then begins with. */
async function makeRuns(server: ServerProcess, project: string): Promise<void> {
  const one = async (index: number) => {
    const number = () => 0.5 + Math.random()
    const values = {
      lr: 10 ** (-4 + 3 * Math.random()),
      a: number(),
      b: number(),
      c: number(),
      d: number(),
      e: number(),
    }
    const point = {
      x: 1 + (index % 100),
      y: 1 + Math.floor(index / 100),
      optimizer: ['adam', 'sgd', 'lion'][index % 3],
    }
    const config = Object.fromEntries(Object.entries({ ...values, ...point }).map(([key, value]) => [key, { value }]))
    const name = `run-${index}`
    await mutate(server, 'upsertBucket', 'inserted', { name, modelName: project, config: JSON.stringify(config) })
    const loss = (Math.log10(values.lr) + 2) ** 2 + (values.a - 1) ** 2
    const files = { 'wandb-history.jsonl': { offset: 0, content: [`{"_step":0,"loss":${loss}}`] } }
    const body = Buffer.from(JSON.stringify({ files, complete: true, exitcode: 0 }))
    await post(server, `/files/tester/${project}/${name}/file_stream`, body)
  }
  for (let from = 0; from < runs; from += 20)
    await Promise.all(Array.from({ length: 20 }, (_, index) => one(from + index)))
}

async function suggestions(server: ServerProcess, project: string, config: Record<string, unknown>): Promise<number[]> {
  const { sweep } = await mutate(server, 'upsertSweep', 'sweep { name }', {
    projectName: project,
    config: JSON.stringify(config),
    priorRunsFilters: '{"state":"finished"}',
  })
  const took: number[] = []
  for (let index = -3; index < agents; index++) {
    const input = { host: `box-${index}`, projectName: project, sweep: sweep.name }
    const { agent } = await mutate(server, 'createAgent', 'agent { id }', input)
    const began = performance.now()
    const { commands } = await mutate(server, 'agentHeartbeat', 'commands', { id: agent.id, runState: '{}' })
    // The first ones warm up what they need.
    if (index >= 0) took.push(performance.now() - began)
    if (JSON.parse(commands)[0]?.type !== 'run') throw new Error(`no suggestion: ${commands}`)
  }
  return took
}
