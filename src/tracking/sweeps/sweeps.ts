import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { newShortId } from '../../base/ids.ts'
import { insertWithId } from '../../storage/sql/portable.ts'
import type { RunFilter } from '../search/filter.ts'
import type { Run } from '../types.ts'
import { defaultProject } from '../types.ts'
import { adopt } from './adopting.ts'
import { type Agents, createAgents } from './agents.ts'
import { expectedRuns, read } from './configs.ts'
import { describe, type SweepDescription } from './describing.ts'
import { finishIfDone, setSweepState } from './heartbeat.ts'
import { bestObjective, objectivesOf, settle } from './objectives.ts'
import type { SweepParts } from './parts.ts'
import { rowsOf } from './sql/sweep-runs.ts'
import { countSweeps, findSweep, findSweepById, listSweeps, updateSweep } from './sql/sweeps.ts'
import { makeRun } from './suggesting.ts'
import { createTurns } from './turns.ts'
import type { Sweep, SweepPath, SweepState } from './types.ts'

/** What of a sweep may be set. A key that is absent or null changes nothing. */
export interface SweepFields {
  /** YAML. May be changed until the first run is given out. */
  config?: string | null
  displayName?: string | null
  description?: string | null
  state?: string | null
  /** JSON text of a controller beside the client. */
  controller?: string | null
  scheduler?: string | null
}

export interface Sweeps extends Agents {
  /** Makes a sweep, and its project where there is none. `priorRuns` says which runs of the project its search begins with. */
  create(
    principal: Principal,
    place: { entity: string | null; project: string | null },
    fields: SweepFields,
    priorRuns?: RunFilter,
  ): Promise<{ sweep: Sweep; warnings: string[] }>
  update(principal: Principal, path: SweepPath, fields: SweepFields): Promise<{ sweep: Sweep; warnings: string[] }>
  /** Null where there is no such project or sweep. Throws `entity-not-found` where the entity may not be read. */
  find(principal: Principal, path: SweepPath): Promise<Sweep | null>
  /** Throws `sweep-not-found`. */
  get(principal: Principal, path: SweepPath, need?: 'read' | 'write'): Promise<Sweep>
  /** Newest first; `after` is the number of the last one of the page before. */
  list(projectId: number, page: { after?: number; limit: number; names?: string[] }): Promise<Sweep[]>
  count(projectId: number): Promise<number>
  /** Puts a run into the queue of a sweep whose search is beside the client. `config` is JSON text of its values by name. */
  enqueue(principal: Principal, path: SweepPath, config: string, displayName: string | null): Promise<Run>
  /** How many runs it will come to; null where it has no end. */
  expectedRuns(sweep: Sweep): number | null
  /** The best value of the metric that an ended run has. */
  best(sweep: Sweep): Promise<number | null>
  describe(sweep: Sweep): SweepDescription
  /** Its runs, at most a thousand, with the best value of the metric that each has so far; the best first, those without one last. */
  results(principal: Principal, sweep: Sweep): Promise<SweepResult[]>
  close(): Promise<void>
}

export interface SweepResult {
  run: Run
  objective: number | null
}

const mostResults = 1000

const states: SweepState[] = ['PENDING', 'RUNNING', 'PAUSED', 'FINISHED', 'CANCELED']

export function createSweeps(parts: SweepParts): Sweeps {
  const { db, clock, events, log, projects, runs } = parts
  const turns = createTurns()

  async function checkText(fields: SweepFields): Promise<void> {
    const tooLong = Object.entries(fields).find(([, value]) => typeof value === 'string' && value.length > 4_000_000)
    if (tooLong) throw new AppError('too-large', 'sweep-too-large', `"${tooLong[0]}" of the sweep is too long.`)
  }

  async function changeConfig(sweep: Sweep, text: string): Promise<void> {
    const known = read(sweep)
    const fresh = read({ config: text })
    if (JSON.stringify(fresh.config) === JSON.stringify(known.config)) return
    if ((await rowsOf(db, sweep)).length > 0)
      throw new AppError(
        'invalid',
        'sweep-has-runs',
        `Sweep "${sweep.name}" has runs already, so its configuration stays. Make a new sweep; with prior runs it begins with what these found.`,
      )
    await updateSweep(db, sweep.id, { config: text, method: fresh.config.method, updated_at: clock.now() })
  }

  async function changeState(principal: Principal, sweep: Sweep, state: string): Promise<void> {
    if (!states.includes(state as SweepState))
      throw new AppError(
        'invalid',
        'sweep-state-unknown',
        `"${state.slice(0, 50)}" is no state of a sweep. Use RUNNING, PAUSED, FINISHED or CANCELED.`,
      )
    const isOver = sweep.state === 'FINISHED' || sweep.state === 'CANCELED'
    if (isOver && state === 'PAUSED')
      throw new AppError(
        'invalid',
        'sweep-over',
        `Sweep "${sweep.name}" is ${sweep.state.toLowerCase()}: there is nothing to pause.`,
      )
    if (state === sweep.state) return
    await setSweepState(parts, sweep, state as SweepState)
    if (state !== 'CANCELED' && state !== 'FINISHED') return
    await stopRuns(principal, sweep, state)
    await endControllerRun(principal, sweep)
  }

  /** A scheduler beside the client logs into a run that has the sweep's name, and leaves it to the server to end it. */
  async function endControllerRun(principal: Principal, sweep: Sweep): Promise<void> {
    const path = { entity: sweep.entity.name, project: sweep.project.name, run: sweep.name }
    const run = await runs.find(principal, path)
    if (run?.state === 'running') await runs.update(principal, path, { state: 'finished' })
  }

  /** Ends what nobody has begun; of a sweep that is canceled, what runs too. */
  async function stopRuns(principal: Principal, sweep: Sweep, state: 'CANCELED' | 'FINISHED'): Promise<void> {
    for (const row of await rowsOf(db, sweep)) {
      const path = { entity: sweep.entity.name, project: sweep.project.name, run: row.run_name }
      const isBegun = row.state !== 'pending' || (state === 'FINISHED' && row.stage !== 'waiting')
      if (!isBegun) await runs.update(principal, path, { state: 'killed' })
      else if (state === 'CANCELED') await runs.requestStop(principal, path)
    }
  }

  const sweeps: Sweeps = {
    ...createAgents(parts, turns, (principal, path) => sweeps.get(principal, path, 'write')),

    async create(principal, place, fields, priorRuns) {
      await checkText(fields)
      const text = fields.config
      if (!text) throw new AppError('invalid', 'sweep-config-invalid', 'A new sweep needs a configuration.')
      const { config } = read({ config: text })
      const { project } = await projects.ensure(principal, place.entity, place.project)
      const now = clock.now()
      const id = await insertWithId(db, 'sweep', {
        project_id: project.id,
        name: newShortId(),
        display_name: fields.displayName || null,
        description: fields.description ?? config.description,
        state: 'PENDING',
        method: config.method,
        config: text,
        controller: fields.controller ?? null,
        scheduler: fields.scheduler ?? null,
        created_by: principal.userId,
        created_at: now,
        updated_at: now,
      })
      const sweep = (await findSweepById(db, id)) as Sweep
      if (priorRuns) await adopt(parts, principal, sweep, priorRuns)
      return { sweep, warnings: config.warnings }
    },

    async update(principal, path, fields) {
      await checkText(fields)
      const sweep = await sweeps.get(principal, path, 'write')
      await turns.inTurn(sweep.id, async () => {
        if (fields.config) await changeConfig(sweep, fields.config)
        const { displayName, description, controller, scheduler, state } = fields
        const given = { display_name: displayName, description, controller, scheduler }
        const change = Object.fromEntries(
          Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
        )
        if (Object.keys(change).length > 0) await updateSweep(db, sweep.id, { ...change, updated_at: clock.now() })
        if (state) await changeState(principal, sweep, state)
      })
      const changed = await sweeps.get(principal, path)
      return { sweep: changed, warnings: fields.config ? read(changed).config.warnings : [] }
    },

    async find(principal, { entity, project, sweep }) {
      const place = await projects.find(principal, entity, project)
      return place && findSweep(db, place.id, sweep)
    },

    async get(principal, path, need = 'read') {
      const project = await projects.get(principal, path.entity, path.project, need)
      const sweep = await findSweep(db, project.id, path.sweep)
      if (sweep) return sweep
      throw new AppError(
        'not-found',
        'sweep-not-found',
        `There is no sweep "${path.sweep.slice(0, 100)}" in project "${path.project || defaultProject}".`,
      )
    },

    list: (projectId, page) => listSweeps(db, projectId, page),
    count: (projectId) => countSweeps(db, projectId),

    async enqueue(principal, path, config, displayName) {
      const sweep = await sweeps.get(principal, path, 'write')
      if (sweep.state === 'FINISHED' || sweep.state === 'CANCELED')
        throw new AppError(
          'invalid',
          'sweep-over',
          `Sweep "${sweep.name}" is ${sweep.state.toLowerCase()} and takes no more runs.`,
        )
      const suggestion = { point: null, config: wireConfig(config), displayName }
      const run = await turns.inTurn(sweep.id, () =>
        makeRun(parts, principal, sweep, suggestion, { stage: 'waiting', agent_id: null, given: 0 }),
      )
      if (run) return run
      throw new AppError(
        'unavailable',
        'sweep-busy',
        'Another run of this sweep was queued at the same moment. Try again.',
      )
    },

    expectedRuns,
    best: (sweep) => bestObjective(parts, sweep),
    describe,

    async results(principal, sweep) {
      const { metric } = read(sweep).config
      const project = { entity: sweep.entity.name, name: sweep.project.name }
      const filter: RunFilter = { field: 'sweep', in: [sweep.name] }
      const { runs: found } = await runs.list(principal, { project, filter, limit: mostResults })
      const settled = (await rowsOf(db, sweep)).filter(({ settled_at }) => settled_at !== null)
      const known = new Map(settled.map(({ run_id, objective }) => [run_id, objective]))
      const open = found.filter(({ id }) => !known.has(id)).map(({ id }) => id)
      const fresh = metric ? await objectivesOf(parts, open, metric) : new Map<number, number>()
      const sign = metric?.goal === 'maximize' ? -1 : 1
      const loss = ({ objective }: SweepResult) => (objective === null ? Number.MAX_VALUE : sign * objective)
      return found
        .map((run) => ({ run, objective: known.get(run.id) ?? fresh.get(run.id) ?? null }))
        .toSorted((a, b) => loss(a) - loss(b))
    },

    async close() {
      stopListening()
      await noting
    },
  }

  /** When a run ends: what it came to, and whether it was the last one. No agent may be left to ask. */
  async function noteEnd(runId: number): Promise<void> {
    const row = await db
      .selectFrom('run')
      .innerJoin('sweep', (join) =>
        join.onRef('sweep.name', '=', 'run.sweep_name').onRef('sweep.project_id', '=', 'run.project_id'),
      )
      .select('sweep.id')
      .where('run.id', '=', runId)
      .where('run.state', 'in', ['finished', 'failed', 'crashed', 'killed'])
      .executeTakeFirst()
    if (!row) return
    await turns.inTurn(row.id, async () => {
      const sweep = await findSweepById(db, row.id)
      if (!sweep) return
      const rows = await rowsOf(db, sweep)
      await settle(parts, sweep, rows)
      const expected = expectedRuns(sweep)
      if (sweep.state === 'RUNNING' && expected !== null && rows.length >= expected)
        await finishIfDone(parts, sweep, rows)
    })
  }

  let noting: Promise<void> = Promise.resolve()
  const stopListening = events.on('run.changed', ({ runId, what }) => {
    if (what !== 'state') return
    noting = noting
      .then(() => noteEnd(runId))
      .catch((error) =>
        log.error({ err: error }, 'noting the end of a run of a sweep failed; the next heartbeat tries again'),
      )
  })

  return sweeps
}

/** Values by name, in the form of a run's configuration. Where they have it already, they stay. */
function wireConfig(text: string): string {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    given = null
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new AppError(
      'invalid',
      'not-json',
      'The configuration of a queued run must be a JSON object of values by name.',
    )
  const isWrapped = (value: unknown) =>
    typeof value === 'object' && value !== null && Object.keys(value).length === 1 && 'value' in value
  if (Object.values(given).every(isWrapped)) return text
  return JSON.stringify(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { value }])))
}
