import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'
import { type ClientMachine, clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'
import { askGraphql } from './ask.ts'

const script = (name: string) => path.join(import.meta.dirname, 'scripts', `${name}.py`)

let server: TestServer
let ada: Person
let machine: ClientMachine
beforeAll(async () => {
  if (!hasPython) return
  server = await startServer({ env: { SIGNPOST_CRASHED_AFTER: '8' } })
  ada = await person(server, 'ada')
  const environment = await wandbEnvironment(wandbVersions.newest)
  // An agent starts its runs by the first `python` that it finds.
  const PYTHONPATH = path.join(import.meta.dirname, 'scripts', 'stand-in')
  const env = { PATH: `${path.join(environment, 'bin')}:${process.env['PATH'] ?? ''}`, PYTHONPATH }
  machine = await clientMachine({ environment, baseUrl: server.url, apiKey: ada.apiKey, env })
}, 300_000)
afterAll(async () => {
  await machine?.remove()
  await server?.stop()
})

interface SweepAnswer {
  state: string
  runs: { edges: { node: { state: string; config: string } }[] }
}
const read = async (name: string): Promise<SweepAnswer> => {
  const query = `query ($name: String!) { project(name: "search") { sweep(sweepName: $name) {
    state runs { edges { node { state config } } }
  } } }`
  const answer = await askGraphql<{ project: { sweep: SweepAnswer } }>(server.url, ada.apiKey, query, { name })
  return answer.project.sweep
}
const states = async (name: string) => (await read(name)).runs.edges.map(({ node }) => node.state)

/** Registers a sweep of the command line's kind; its id. */
async function sweepOf(file: string, more: string): Promise<string> {
  const config = path.join(machine.home, file)
  await writeFile(
    config,
    `program: ${script('sweep_train')}\nmethod: grid\nmetric: {name: loss, goal: minimize}\n${more}`,
  )
  const { code, stderr } = await machine.wandb('sweep', '-p', 'search', config)
  expect(code, stderr).toBe(0)
  return /Creating sweep with ID: \S*?([a-z0-9]{8})\b/.exec(stderr)?.[1] ?? ''
}
const agent = (sweep: string, ...more: string[]) =>
  machine.start('-m', 'wandb', 'agent', `ada/search/${sweep}`, ...more)

// Agents wait some seconds between two heartbeats: the tests had better wait together.
describe.skipIf(!hasPython)('sweeps of the newest client', { timeout: 180_000, concurrent: true }, () => {
  test('a grid with nested parameters, and what the public API tells of it', async () => {
    const { result, stderr } = await machine.python(script('sweep_grid'))
    expect(result, stderr).toEqual({
      seen: [1, 2].flatMap((x) => ['adam', 'sgd'].map((kind) => [x, 'float', kind, 3])),
      name: 'the grid',
      state: 'FINISHED',
      expected: 4,
      order: '+summary_metrics.loss',
      same_config: true,
      runs: [1, 1, 2, 2],
      best: [1, 'sgd', 1],
      listed: true,
      agent_runs: 4,
      by_agent: true,
      run_sweep: true,
    })
  })

  test('a search by chance ends at its cap', async () => {
    const { result, stderr } = await machine.python(script('sweep_search'), 'random', '4')
    expect(result, stderr).toMatchObject({ state: 'FINISHED' })
    expect(new Set(result['losses'] as number[]).size).toBe(4)
  })

  test('a Bayesian search comes near the least loss', async () => {
    const { result, stderr } = await machine.python(script('sweep_search'), 'bayes', '14')
    expect(result['losses'], stderr).toHaveLength(14)
    expect(Math.min(...(result['losses'] as number[]))).toBeLessThan(0.02)
  })

  test('wandb sweep and wandb agent: the command as it was given, and the end', async () => {
    const command = ['\u0024{env}', 'python', '\u0024{program}', '\u0024{args}'].map((each) => `  - ${each}\n`).join('')
    const sweep = await sweepOf('command.yaml', `parameters: {x: {values: [3, 4]}}\ncommand:\n${command}`)
    const { code, stdout, stderr } = await agent(sweep).ended
    expect(code, stdout + stderr).toBe(0)
    expect(await states(sweep)).toEqual(['finished', 'finished'])
    expect((await read(sweep)).state).toBe('FINISHED')
  })

  test('pause, resume, and cancel from the command line; cancelling ends what runs', async () => {
    const sweep = await sweepOf('orders.yaml', 'parameters: {x: {min: 1, max: 50}, wait: {value: 2.0}}\n')
    const order = (what: string) => machine.wandb('sweep', what, `ada/search/${sweep}`)
    const working = agent(sweep)
    await until(async () => (await states(sweep)).includes('running'))
    expect((await order('--pause')).code).toBe(0)
    expect((await read(sweep)).state).toBe('PAUSED')
    expect((await order('--resume')).code).toBe(0)
    expect((await read(sweep)).state).toBe('RUNNING')
    expect((await order('--cancel')).code).toBe(0)
    const { code, stdout, stderr } = await working.ended
    expect(code, stdout + stderr).toBe(0)
    expect(await states(sweep)).toHaveLength(1)
    await until(async () => (await states(sweep))[0] !== 'running')
    const again = await order('--stop')
    expect(again.stderr).toContain('Sweep already canceled')
  })

  test('wandb sweep-scheduler queues runs, hears what they came to, and ends the sweep', async () => {
    const sweep = await sweepOf(
      'scheduled.yaml',
      'scheduler: {engine: wandb}\nrun_cap: 3\nparameters: {x: {values: [1, 2, 3, 4]}}\n',
    )
    const scheduling = machine.start(
      ...([
        '-m',
        'wandb',
        'sweep-scheduler',
        `ada/search/${sweep}`,
        '--batch-size',
        '2',
        '--poll-interval',
        '1',
      ] as const),
    )
    const working = agent(sweep)
    const scheduler = await scheduling.ended
    expect(scheduler.code, scheduler.stdout + scheduler.stderr).toBe(0)
    const worker = await working.ended
    expect(worker.code, worker.stdout + worker.stderr).toBe(0)
    const { state, runs } = await read(sweep)
    const finished = runs.edges.filter(({ node }) => node.state === 'finished')
    expect(state).toBe('FINISHED')
    expect(finished.map(({ node }) => JSON.parse(node.config).x.value).toSorted()).toEqual([1, 2, 3])
    expect(runs.edges.every(({ node }) => ['finished', 'killed'].includes(node.state))).toBe(true)
  })

  test('what a killed agent was at has crashed, and another agent does the rest', async () => {
    const sweep = await sweepOf('killed.yaml', 'parameters: {x: {values: [1, 2]}, wait: {values: [0.3]}}\n')
    const lost = agent(sweep)
    await until(async () => (await states(sweep)).includes('running'))
    lost.process.kill('SIGKILL')
    await lost.ended
    const { code, stdout, stderr } = await agent(sweep).ended
    expect(code, stdout + stderr).toBe(0)
    const { runs } = await read(sweep)
    expect(runs.edges.map(({ node }) => JSON.parse(node.config).x.value).toSorted()).toEqual([1, 2])
    expect(runs.edges.every(({ node }) => ['finished', 'crashed', 'failed'].includes(node.state))).toBe(true)
  })
})
