import type { Principal } from '../../accounts/principal.ts'
import type { RunState } from '../../storage/sql/tables/tracking.ts'
import type { Parameter } from './config/parameter.ts'
import { read } from './configs.ts'
import { controllerIsDone, noteScheduled } from './controller.ts'
import { isOver } from './objectives.ts'
import type { SweepParts } from './parts.ts'
import type { Grid } from './search/grid.ts'
import { suggestionAt } from './search/random.ts'
import { configText, type Suggestion } from './search/suggestion.ts'
import { livingAgents } from './sql/agents.ts'
import { allRowsOf, forget, rowsOf, takeOver, updateSweepRun } from './sql/sweep-runs.ts'
import { updateSweep } from './sql/sweeps.ts'
import type { Stopping } from './stopping.ts'
import { makeRun, nextSuggestion } from './suggesting.ts'
import type { Command, Sweep, SweepRunRow } from './types.ts'

/** How often one suggestion is given out before it counts as failed: a script may end before it begins its run. */
const mostGiven = 3
/** Milliseconds in which a suggestion gets its run. */
const beingMade = 5_000
const attempts = 20

/** What one heartbeat of an agent says. */
export interface Beat {
  principal: Principal
  agent: { id: number }
  sweep: Sweep
  /** Names of the runs that its processes are at. */
  alive: Set<string>
}

/** Answers agents. One sweep is asked about by one agent at a time. */
export function createHeartbeat(parts: SweepParts, stopping: Stopping) {
  const { clock, db, runs } = parts

  const setState = (beat: Beat, row: SweepRunRow, state: RunState) => {
    row.state = state
    const { entity, project } = beat.sweep
    return runs.update(beat.principal, { entity: entity.name, project: project.name, run: row.run_name }, { state })
  }

  /** Compares what the agent was given with what it is at. */
  async function hearOf(beat: Beat, rows: SweepRunRow[]): Promise<void> {
    for (const row of rows.filter(({ agent_id }) => agent_id === beat.agent.id)) {
      const isAlive = beat.alive.has(row.run_name)
      if (row.stage === 'given' && isAlive) {
        row.stage = 'taken'
        await updateSweepRun(db, beat.sweep.id, row.number, { stage: 'taken' })
      }
      if (row.state !== 'pending' || isAlive) continue
      // Its process ended before it began its run, or the agent never heard of it.
      if (row.stage === 'taken' || row.given >= mostGiven) await setState(beat, row, 'crashed')
      else await putBack(beat.sweep, row)
    }
  }

  async function putBack(sweep: Sweep, row: SweepRunRow): Promise<void> {
    row.stage = 'waiting'
    row.agent_id = null
    await updateSweepRun(db, sweep.id, row.number, { stage: 'waiting', agent_id: null })
  }

  /** Runs that nobody is at, though somebody should be: those of agents that are lost, and those that were preempted and ended. */
  async function findAbandoned(
    beat: Beat,
    rows: SweepRunRow[],
  ): Promise<{ row: SweepRunRow; type: 'run' | 'resume' }[]> {
    const living = await livingAgents(db, beat.sweep.id, clock.now() - parts.crashedAfter)
    const hasAgent = ({ agent_id }: SweepRunRow) => agent_id !== null && living.has(agent_id)
    for (const row of rows) {
      if (row.state !== 'pending' || row.stage === 'waiting' || row.stage === 'adopted' || hasAgent(row)) continue
      if (row.given >= mostGiven) await setState(beat, row, 'crashed')
      else await putBack(beat.sweep, row)
    }
    const preempted = rows.filter((row) => row.state === 'preempting' && row.finished_at !== null)
    const waiting = rows.filter(
      (row) => row.state === 'pending' && row.stage === 'waiting' && mayBegin(beat.sweep, row, rows),
    )
    return [
      ...preempted.map((row) => ({ row, type: 'resume' as const })),
      ...waiting.map((row) => ({ row, type: 'run' as const })),
    ]
  }

  async function giveAgain(beat: Beat, rows: SweepRunRow[]): Promise<Command | null> {
    for (const { row, type } of await findAbandoned(beat, rows)) {
      if (!(await takeOver(db, beat.sweep.id, row, beat.agent, clock.now()))) continue
      const { entity, project } = beat.sweep
      const run = await runs.get(beat.principal, { entity: entity.name, project: project.name, run: row.run_name })
      return command(beat.sweep, type, row.run_name, argsAgain(beat.sweep, row, run.config))
    }
    return null
  }

  async function giveNew(beat: Beat, rows: SweepRunRow[]): Promise<Command | 'busy' | null> {
    const suggestion = await nextSuggestion(parts, beat.sweep, rows)
    if (!suggestion) return null
    const row = { stage: 'given', agent_id: beat.agent.id, given: 1 } as const
    const run = await makeRun(parts, beat.principal, beat.sweep, suggestion, row)
    if (!run) return 'busy'
    if (read(beat.sweep).config.searchedBy === 'controller')
      await noteScheduled(db, beat.sweep, suggestion.point ?? '', run.name)
    return command(beat.sweep, 'run', run.name, suggestion.config)
  }

  async function give(beat: Beat, rows: SweepRunRow[]): Promise<Command[]> {
    const again = await giveAgain(beat, rows)
    let fresh: Command | 'busy' | null = again
    for (let attempt = 0; attempt < attempts && (fresh === 'busy' || (attempt === 0 && !fresh)); attempt++)
      fresh = await giveNew(beat, attempt === 0 ? rows : await rowsOf(db, beat.sweep))
    if (fresh === 'busy') return []
    if (fresh) {
      if (beat.sweep.state === 'PENDING') await setSweepState(parts, beat.sweep, 'RUNNING')
      return [fresh]
    }
    return (await finishIfDone(parts, beat.sweep, rows)) ? [{ type: 'exit' }] : []
  }

  return async (beat: Beat): Promise<Command[]> => {
    const { sweep, alive } = beat
    const all = await allRowsOf(db, sweep)
    const rows = all.filter((row): row is SweepRunRow => row.run_id !== null)
    await forget(
      db,
      sweep.id,
      all.filter((row) => row.run_id === null && row.given_at < clock.now() - beingMade),
    )
    await hearOf(beat, rows)
    if (sweep.state === 'RUNNING' && alive.size > 0) await stopping.stopHopeless(beat.principal, sweep, rows)
    const toStop = rows.filter((row) => alive.has(row.run_name) && (row.stop_requested || sweep.state === 'CANCELED'))
    if (toStop.length > 0) return toStop.map(({ run_name }) => ({ type: 'stop', run: run_name }))
    if (sweep.state === 'FINISHED' || sweep.state === 'CANCELED') return alive.size > 0 ? [] : [{ type: 'exit' }]
    if (sweep.state === 'PAUSED' || alive.size > 0) return []
    return give(beat, rows)
  }
}

const command = (sweep: Sweep, type: 'run' | 'resume', run: string, args: string): Command => ({
  type,
  run,
  program: read(sweep).config.program,
  args,
})

/** A scheduler beside the client may queue more runs than the sweep may have: what is over its cap waits until the sweep ends. */
function mayBegin(sweep: Sweep, row: SweepRunRow, rows: SweepRunRow[]): boolean {
  const { runCap } = read(sweep).config
  return row.given > 0 || runCap === null || rows.filter(({ given }) => given > 0).length < runCap
}

/** What a run is given when it is given again: what was suggested, without what its script added. */
function argsAgain(sweep: Sweep, { point }: SweepRunRow, runConfig: string): string {
  const { config, grid } = read(sweep)
  const suggestion =
    point === null || config.searchedBy !== 'server' ? null : pointAgain(config.parameters, grid, point)
  if (suggestion) return configText(config.parameters, suggestion.values)
  const { _wandb: _, ...rest } = JSON.parse(runConfig) as Record<string, unknown>
  return JSON.stringify(rest)
}

const pointAgain = (parameters: Parameter[], grid: Grid | null, point: string): Suggestion =>
  grid ? grid.at(Number(point)) : suggestionAt(parameters, JSON.parse(point))

/**
 * Whether nothing is left to give out, now or later. Where all runs have ended too, the sweep is finished; a preempted run, and one that
 * an agent has not begun, may still have to be given to another.
 */
export async function finishIfDone(parts: SweepParts, sweep: Sweep, rows: SweepRunRow[]): Promise<boolean> {
  if (sweep.state !== 'RUNNING' && sweep.state !== 'PENDING') return true
  const { searchedBy } = read(sweep).config
  if (searchedBy === 'scheduler' || (searchedBy === 'controller' && !controllerIsDone(sweep))) return false
  if (rows.some(({ state }) => state === 'pending' || state === 'preempting')) return false
  if (rows.every(isOver)) await setSweepState(parts, sweep, 'FINISHED')
  return true
}

export async function setSweepState({ db, clock }: SweepParts, sweep: Sweep, state: Sweep['state']): Promise<void> {
  await updateSweep(db, sweep.id, { state, updated_at: clock.now() })
  sweep.state = state
}
