import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'
import { ask, historyOf, makeRun, readRun, stream } from '../kit/wire.ts'

let now = Date.now()
const wait = (milliseconds: number) => {
  now += milliseconds
}
let server: TestServer
let ada: Person
beforeAll(async () => {
  server = await startServer({ overrides: { clock: { now: () => now } } })
  ada = await person(server, 'ada')
})
afterAll(() => server.stop())

type Values = Record<string, unknown>
interface Command {
  type: 'run' | 'resume' | 'stop' | 'exit'
  run_id?: string
  program?: string | null
  args?: Record<string, { value: unknown }>
}

async function mutate(name: string, payload: string, input: Values) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} } }`
  const { data, errors } = await ask(server, ada.apiKey, query, { input })
  if (errors.length > 0) throw new Error(errors[0]!.message)
  return data[name]
}

const make = async (config: Values, more: Values = {}) =>
  (
    await mutate('upsertSweep', 'sweep { id name } configValidationWarnings', {
      ...{ projectName: 'p', config: JSON.stringify(config), ...more },
    })
  ).sweep as { id: string; name: string }
const update = (id: string, change: Values) => mutate('upsertSweep', 'sweep { state }', { id, ...change })
const agentOf = async (sweep: { name: string }): Promise<string> =>
  (await mutate('createAgent', 'agent { id }', { host: 'box', projectName: 'p', sweep: sweep.name })).agent.id

/** One heartbeat of an agent that is at these runs. */
async function beat(id: string, ...alive: string[]): Promise<Command[]> {
  const runState = JSON.stringify(Object.fromEntries(alive.map((run) => [run, true])))
  const { commands } = await mutate('agentHeartbeat', 'agent { id } commands', { id, metrics: '{}', runState })
  return JSON.parse(commands)
}

/** What a script does that an agent starts: begins the run, logs, and ends. */
async function begin(run: string): Promise<void> {
  await makeRun(server, ada.apiKey, { name: run, modelName: 'p' })
}
async function end(run: string, losses: number[] = [], exitcode = 0): Promise<void> {
  if (losses.length > 0) await stream(server, ada.apiKey, `ada/p/${run}`, historyOf(losses))
  await stream(server, ada.apiKey, `ada/p/${run}`, { complete: true, exitcode })
}

/** Lets an agent run all that it is given; the values of each run, in order. */
async function work(agent: string, loss: (values: Values) => number = () => 1, most = 100): Promise<Values[]> {
  const done: Values[] = []
  for (let turn = 0; turn < most; turn++) {
    const [command] = await beat(agent)
    if (command?.type !== 'run') break
    const values = Object.fromEntries(Object.entries(command.args!).map(([key, { value }]) => [key, value]))
    await beat(agent, command.run_id!)
    await begin(command.run_id!)
    await end(command.run_id!, [loss(values)])
    done.push(values)
  }
  return done
}

async function read(sweep: { name: string }, fields: string) {
  const query = `query ($name: String!) { project(name: "p") { sweep(sweepName: $name) { ${fields} } } }`
  const { data, errors } = await ask(server, ada.apiKey, query, { name: sweep.name })
  if (errors.length > 0) throw new Error(errors[0]!.message)
  return data.project.sweep
}
const stateOf = async (sweep: { name: string }) => (await read(sweep, 'state')).state
const runState = async (run: string) => (await readRun(server, ada.apiKey, { project: 'p', run }, 'state'))?.state

const grid = (count: number, more: Values = {}) => ({
  method: 'grid',
  metric: { name: 'loss', goal: 'minimize' },
  parameters: { x: { min: 1, max: count } },
  ...more,
})

describe('a grid', () => {
  test('each point once, then exit; the sweep goes from pending over running to finished', async () => {
    const sweep = await make(grid(4, { program: 'train.py' }))
    expect(await read(sweep, 'state method runCount runCountExpected bestLoss')).toEqual({
      ...{ state: 'PENDING', method: 'grid', runCount: 0, runCountExpected: 4, bestLoss: null },
    })
    const agent = await agentOf(sweep)
    const [first] = await beat(agent)
    expect(first).toEqual({ type: 'run', run_id: expect.any(String), program: 'train.py', args: { x: { value: 1 } } })
    expect(await runState(first!.run_id!)).toBe('pending')
    expect(await stateOf(sweep)).toBe('RUNNING')
    await begin(first!.run_id!)
    expect(await beat(agent, first!.run_id!)).toEqual([])
    await end(first!.run_id!, [5])
    expect(await work(agent, ({ x }) => Number(x))).toEqual([{ x: 2 }, { x: 3 }, { x: 4 }])
    expect(await beat(agent)).toEqual([{ type: 'exit' }])
    expect(await read(sweep, 'state runCount bestLoss')).toEqual({ state: 'FINISHED', runCount: 4, bestLoss: 2 })
  })

  test('many agents at the same moment get different points', async () => {
    const sweep = await make(grid(20))
    const agents = await Promise.all(Array.from({ length: 20 }, () => agentOf(sweep)))
    const given = (await Promise.all(agents.map((agent) => beat(agent)))).flat()
    expect(given.map(({ args }) => args!['x']!.value).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    )
    expect(new Set(given.map(({ run_id }) => run_id)).size).toBe(20)
  })

  test('the last run ends the sweep, also when no agent is left to ask', async () => {
    const sweep = await make(grid(1))
    expect(await work(await agentOf(sweep), undefined, 1)).toHaveLength(1)
    await until(async () => (await stateOf(sweep)) === 'FINISHED')
  })

  test('a point whose run was deleted is given again, once somebody resumes the sweep', async () => {
    const sweep = await make(grid(3))
    await work(await agentOf(sweep))
    const { runs } = await read(sweep, 'id runs { edges { node { id config } } }')
    const second = runs.edges.find(({ node }: { node: { config: string } }) => JSON.parse(node.config).x.value === 2)
    await mutate('deleteRun', 'success', { id: second.node.id })
    wait(10_000)
    expect(await beat(await agentOf(sweep))).toEqual([{ type: 'exit' }])
    await update(sweep.id, { state: 'RUNNING' })
    expect(await work(await agentOf(sweep))).toEqual([{ x: 2 }])
  })

  test('values arrive as they were written: 1.0 is no 1, and large integers stay whole', async () => {
    const config =
      'method: grid\nparameters:\n  x: {values: [1.0, 12345678901234567890]}\n  z: {parameters: {d: {value: 2.0}}}\n'
    const sweep = (await mutate('upsertSweep', 'sweep { name config }', { projectName: 'p', config })).sweep
    expect(sweep.config).toBe(config)
    const agent = await agentOf(sweep)
    const said = async () => (await mutate('agentHeartbeat', 'commands', { id: agent })).commands as string
    expect(await said()).toContain('"args":{"x":{"value":1.0},"z":{"value":{"d":2.0}}}')
    const { runs } = await read(sweep, 'runs { edges { node { config } } }')
    expect(runs.edges[0].node.config).toBe('{"x":{"value":1.0},"z":{"value":{"d":2.0}}}')
  })
})

describe('agents that die', () => {
  test('what an agent never began is given to the next, once its heartbeat is lost', async () => {
    const sweep = await make(grid(2))
    const [lost, other] = [await agentOf(sweep), await agentOf(sweep)]
    const [begun] = await beat(lost)
    const [second] = await beat(other)
    await begin(second!.run_id!)
    await end(second!.run_id!, [1])
    // The other may still begin it: there is nothing to do, and it is too early to go.
    expect(await beat(other)).toEqual([])
    wait(301_000)
    expect(await beat(other)).toEqual([begun])
    const { agents } = await read(sweep, 'agents { edges { node { state host totalRuns } } }')
    expect(agents.edges.map(({ node }: { node: Values }) => node)).toEqual([
      { state: 'LOST', host: 'box', totalRuns: 0 },
      { state: 'RUNNING', host: 'box', totalRuns: 2 },
    ])
  })

  test('a command that got lost on its way is said again', async () => {
    const sweep = await make(grid(2))
    const agent = await agentOf(sweep)
    const said = await beat(agent)
    expect(await beat(agent)).toEqual(said)
  })

  test('a script that ends before it begins its run is not started for ever', async () => {
    const sweep = await make(grid(2))
    const agent = await agentOf(sweep)
    const [command] = await beat(agent)
    await beat(agent, command!.run_id!)
    expect((await beat(agent))[0]!.args).toEqual({ x: { value: 2 } })
    expect(await runState(command!.run_id!)).toBe('crashed')
    // Nor is one that its agent never says it is at.
    const runs = [(await beat(agent))[0]!.run_id, (await beat(agent))[0]!.run_id]
    expect(new Set(runs).size).toBe(1)
    expect(await beat(agent)).toEqual([{ type: 'exit' }])
    expect(await stateOf(sweep)).toBe('FINISHED')
  })

  test('a preempted run is resumed by the next agent, with the values that it had', async () => {
    const sweep = await make(grid(1, { parameters: { x: { values: [1.5] } } }))
    const agent = await agentOf(sweep)
    const run = (await beat(agent))[0]!.run_id!
    await begin(run)
    await beat(agent, run)
    await stream(server, ada.apiKey, `ada/p/${run}`, { preempting: true })
    const other = await agentOf(sweep)
    expect(await beat(other)).toEqual([])
    await end(run, [], 1)
    expect(await beat(other)).toEqual([{ type: 'resume', run_id: run, program: null, args: { x: { value: 1.5 } } }])
  })

  test('an agent of a sweep that is gone is told so by 404, which is what the client gives up at', async () => {
    const query = 'mutation ($id: ID!) { agentHeartbeat(input: {id: $id}) { commands } }'
    for (const id of [Buffer.from('Agent:999999').toString('base64'), 'nonsense', '', 'é'.repeat(10_000)]) {
      const answer = await ask(server, ada.apiKey, query, { id })
      expect(answer).toMatchObject({ status: 404, errors: [{ extensions: { code: 'agent-not-found' } }] })
    }
  })
})

describe('what a person orders', () => {
  test('pause gives nothing new, resume goes on, stop lets runs end, and then agents go', async () => {
    const sweep = await make(grid(9))
    const [agent, idle] = [await agentOf(sweep), await agentOf(sweep)]
    const run = (await beat(agent))[0]!.run_id!
    await begin(run)
    await update(sweep.id, { state: 'PAUSED' })
    expect(await beat(idle)).toEqual([])
    expect(await beat(agent, run)).toEqual([])
    await update(sweep.id, { state: 'RUNNING' })
    expect((await beat(idle))[0]).toMatchObject({ type: 'run', args: { x: { value: 2 } } })
    await update(sweep.id, { state: 'FINISHED' })
    expect(await beat(agent, run)).toEqual([])
    await end(run)
    expect(await beat(agent)).toEqual([{ type: 'exit' }])
  })

  test('cancel stops what runs, and what did not begin never does', async () => {
    const sweep = await make(grid(9))
    const [agent, other] = [await agentOf(sweep), await agentOf(sweep)]
    const [run, pending] = [(await beat(agent))[0]!.run_id!, (await beat(other))[0]!.run_id!]
    await begin(run)
    await update(sweep.id, { state: 'CANCELED' })
    expect(await beat(agent, run)).toEqual([{ type: 'stop', run_id: run }])
    expect(await (await stream(server, ada.apiKey, `ada/p/${run}`, {})).json()).toMatchObject({ stopped: true })
    await end(run, [], 255)
    expect(await beat(agent)).toEqual([{ type: 'exit' }])
    expect([await runState(run), await runState(pending)]).toEqual(['killed', 'killed'])
  })

  test('a run that somebody stops is stopped by its agent, and the search goes on', async () => {
    const sweep = await make(grid(2))
    const agent = await agentOf(sweep)
    const run = (await beat(agent))[0]!.run_id!
    await begin(run)
    const { id } = await readRun(server, ada.apiKey, { project: 'p', run }, 'id')
    await mutate('stopRun', 'success', { id })
    expect(await beat(agent, run)).toEqual([{ type: 'stop', run_id: run }])
    await end(run, [], 255)
    expect((await beat(agent))[0]).toMatchObject({ type: 'run', args: { x: { value: 2 } } })
  })

  test.each<[string, Values, RegExp]>([
    ['an unknown state', { state: 'DANCING' }, /"DANCING" is no state of a sweep. Use RUNNING/],
    ['a configuration that cannot be searched', { config: '{method: grid}' }, /"parameters" must name at least one/],
  ])('%s is refused', async (_, change, sentence) => {
    await expect(update((await make(grid(2))).id, change)).rejects.toThrow(sentence)
  })

  test('pausing what is over is refused', async () => {
    const sweep = await make(grid(2))
    await update(sweep.id, { state: 'CANCELED' })
    await expect(update(sweep.id, { state: 'PAUSED' })).rejects.toThrow(/is canceled: there is nothing to pause/)
  })

  test('the configuration may be changed until the first run, not later', async () => {
    const sweep = await make(grid(2))
    await update(sweep.id, { config: JSON.stringify(grid(3)) })
    const agent = await agentOf(sweep)
    await beat(agent)
    // The same again is no change: a controller sends it along with what it wants.
    await update(sweep.id, { config: JSON.stringify(grid(3), null, 2) })
    await expect(update(sweep.id, { config: JSON.stringify(grid(4)) })).rejects.toThrow(/has runs already/)
    expect(await read(sweep, 'runCountExpected')).toEqual({ runCountExpected: 3 })
  })
})

describe('other searches', () => {
  test('random values, as many as the cap says', async () => {
    const sweep = await make({
      method: 'random',
      run_cap: 5,
      parameters: { lr: { min: 0.1, max: 0.9 }, n: { values: ['a', 'b'] } },
    })
    const runs = await work(await agentOf(sweep))
    expect(runs).toHaveLength(5)
    for (const { lr, n } of runs) {
      expect(lr).toBeGreaterThanOrEqual(0.1)
      expect(lr).toBeLessThanOrEqual(0.9)
      expect(['a', 'b']).toContain(n)
    }
    expect(new Set(runs.map(({ lr }) => lr)).size).toBe(5)
    expect(await read(sweep, 'state runCountExpected')).toEqual({ state: 'FINISHED', runCountExpected: 5 })
  })

  test('a Bayesian search comes near the best value', async () => {
    const sweep = await make({
      ...{ method: 'bayes', run_cap: 25, metric: { name: 'loss', goal: 'maximize' } },
      parameters: { x: { min: -5.5, max: 5.5 }, kind: { values: ['a', 'b', 'c'] } },
    })
    const value = ({ x, kind }: Values) => -((Number(x) - 2) ** 2) - (kind === 'b' ? 0 : 3)
    const runs = await work(await agentOf(sweep), value)
    expect(runs).toHaveLength(25)
    expect(Math.max(...runs.map(value))).toBeGreaterThan(-0.1)
    expect((await read(sweep, 'bestLoss')).bestLoss).toBe(Math.max(...runs.map(value)))
  })

  test('runs from before are part of the sweep, and their points are taken', async () => {
    for (const x of [1, 3]) {
      await makeRun(server, ada.apiKey, { name: `prior-${x}`, modelName: 'p', config: `{"x":{"value":${x}}}` })
      await end(`prior-${x}`, [x])
    }
    const filters = JSON.stringify({ $or: [{ name: 'prior-1' }, { name: 'prior-3' }] })
    const sweep = await make(grid(3), { priorRunsFilters: filters })
    expect(await work(await agentOf(sweep))).toEqual([{ x: 2 }])
    expect(await read(sweep, 'runCount state')).toEqual({ runCount: 3, state: 'FINISHED' })
  })

  test('hyperband stops a run that is worse than most at a band', async () => {
    const early_terminate = { type: 'hyperband', min_iter: 2, eta: 2 }
    const sweep = await make(grid(9, { early_terminate }))
    const agents = await Promise.all([1, 2, 3].map(() => agentOf(sweep)))
    const runs: string[] = []
    for (const [index, agent] of agents.entries()) {
      const run = (await beat(agent))[0]!.run_id!
      runs.push(run)
      await begin(run)
      await beat(agent, run)
      await stream(server, ada.apiKey, `ada/p/${run}`, historyOf([9, 9 - index, 9 - 3 * index]))
    }
    wait(5_000)
    expect(await beat(agents[0]!, runs[0]!)).toEqual([{ type: 'stop', run_id: runs[0] }])
    expect(await beat(agents[2]!, runs[2]!)).toEqual([])
  })

  test('runs that a scheduler beside the client queues, in order; it says when the sweep is over', async () => {
    const sweep = await make({
      ...{ method: 'custom', run_cap: 2, scheduler: { engine: 'optuna' }, parameters: { x: { values: [1] } } },
    })
    await makeRun(server, ada.apiKey, { name: sweep.name, modelName: 'p' })
    const agent = await agentOf(sweep)
    expect(await beat(agent)).toEqual([])
    const queue = (config: Values) =>
      mutate('enqueueSweepRun', 'id runQueueItemId', {
        id: sweep.id,
        config: JSON.stringify(config),
        displayName: 'queued',
      })
    const first = await queue({ x: 1 })
    const second = await queue({ x: { value: 2 } })
    expect(
      await readRun(server, ada.apiKey, { project: 'p', run: first.id }, 'state displayName config sweepName'),
    ).toEqual({
      ...{ state: 'pending', displayName: 'queued', config: '{"x":{"value":1}}', sweepName: sweep.name },
    })
    expect(await beat(agent)).toEqual([{ type: 'run', run_id: first.id, program: null, args: { x: { value: 1 } } }])
    expect(await beat(await agentOf(sweep))).toMatchObject([
      { type: 'run', run_id: second.id, args: { x: { value: 2 } } },
    ])
    // One more than the cap allows: no agent is given it, and the end of the sweep is its end.
    const third = await queue({ x: 3 })
    expect(await beat(await agentOf(sweep))).toEqual([])
    await update(sweep.id, { state: 'FINISHED' })
    await expect(queue({ x: 3 })).rejects.toThrow(/is finished and takes no more runs/)
    // The scheduler's own run, which it leaves open.
    expect([await runState(sweep.name), await runState(third.id), await runState(first.id)]).toEqual([
      ...['finished', 'killed', 'pending'],
    ])
  })

  test('a controller beside the client schedules runs, is told which they became, and stops them', async () => {
    const sweep = await make({ method: 'random', controller: { type: 'local' }, parameters: { x: { values: [1] } } })
    const agent = await agentOf(sweep)
    const wish = (controller: Values) => update(sweep.id, { controller: JSON.stringify(controller) })
    expect(await beat(agent)).toEqual([])
    await wish({ schedule: [{ id: 'abc', data: { args: { x: { value: 7 } } } }] })
    const run = (await beat(agent))[0]!.run_id!
    expect(JSON.parse((await read(sweep, 'scheduler')).scheduler)).toEqual({ scheduled: [{ id: 'abc', runid: run }] })
    await begin(run)
    await wish({ schedule: [], earlystop: [run] })
    expect(await beat(agent, run)).toEqual([{ type: 'stop', run_id: run }])
    await end(run, [], 255)
    await wish({ schedule: [{ id: 'def', data: { args: null } }] })
    expect(await beat(agent)).toEqual([{ type: 'exit' }])
    expect(await stateOf(sweep)).toBe('FINISHED')
  })
})

describe('what is wrong with a request is said', () => {
  test.each<[string, Values, RegExp]>([
    ['no configuration', { projectName: 'p' }, /A new sweep needs a configuration/],
    ['an empty one', { projectName: 'p', config: '' }, /A new sweep needs a configuration/],
    ['no YAML', { projectName: 'p', config: '{[' }, /cannot be read as YAML/],
    [
      'a huge one',
      { projectName: 'p', config: `{method: "${'x'.repeat(1_100_000)}"}` },
      /more than 1000000 characters/,
    ],
    ['a foreign entity', { entityName: 'eve', projectName: 'p', config: '{}' }, /configuration|no user or team/],
    [
      'the id of something else',
      { id: Buffer.from('Run:v1:a:b:c').toString('base64'), state: 'PAUSED' },
      /is not the id/,
    ],
    [
      'a sweep that is not there',
      { id: Buffer.from('Sweep:v1:nope:p:ada').toString('base64'), state: 'PAUSED' },
      /no sweep "nope"/,
    ],
    ['a launch queue', { projectName: 'p', launchScheduler: '{"queue":"q"}' }, /launch queues are not here yet/],
    [
      'filters that are no JSON',
      { projectName: 'p', config: JSON.stringify(grid(2)), priorRunsFilters: '{' },
      /no JSON/,
    ],
  ])('upsertSweep with %s', async (_, input, sentence) => {
    await expect(mutate('upsertSweep', 'sweep { id }', input)).rejects.toThrow(sentence)
  })

  test('createAgent of a sweep that is not there, and heartbeats that are no JSON', async () => {
    const input = { host: 'h', projectName: 'p', sweep: 'missing' }
    await expect(mutate('createAgent', 'agent { id }', input)).rejects.toThrow(/no sweep "missing" in project "p"/)
    const agent = await agentOf(await make(grid(2)))
    await expect(mutate('agentHeartbeat', 'commands', { id: agent, runState: '[1' })).rejects.toThrow(
      /must be a JSON object/,
    )
  })

  test('enqueueSweepRun with what is no object', async () => {
    const { id } = await make(grid(2))
    await expect(mutate('enqueueSweepRun', 'id', { id, config: '[1]' })).rejects.toThrow(
      /JSON object of values by name/,
    )
  })

  test('a sweep that is not there is null, as its project is', async () => {
    expect(await read({ name: 'missing' }, 'id')).toBeNull()
  })
})

test('sweeps of a project come by page, the newest first', async () => {
  const names: string[] = []
  for (const projectName of ['paged', 'paged', 'paged']) names.unshift((await make(grid(2), { projectName })).name)
  const query = `query ($after: String) { project(name: "paged") { totalSweeps sweeps(first: 2, after: $after) {
    edges { node { name } } pageInfo { hasNextPage endCursor }
  } } }`
  const first = (await ask(server, ada.apiKey, query)).data.project
  const second = (await ask(server, ada.apiKey, query, { after: first.sweeps.pageInfo.endCursor })).data.project
  const seen = [first, second].flatMap(({ sweeps }) => sweeps.edges.map(({ node }: { node: Values }) => node['name']))
  expect({ seen, total: first.totalSweeps, more: second.sweeps.pageInfo.hasNextPage }).toEqual({
    seen: names,
    total: 3,
    more: false,
  })
})
