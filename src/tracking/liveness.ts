import type { Clock } from '../base/clock.ts'
import type { Events } from '../base/events.ts'
import type { Log } from '../base/log.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { StreamOutcome } from './history/history.ts'
import type { RunIndex } from './search/run-index.ts'
import { findRunById, findSilentRuns, updateRun } from './sql/runs.ts'
import type { StreamTargetRow } from './sql/stream-target.ts'
import type { Run, RunState } from './types.ts'

type Pulsing = Omit<StreamTargetRow, 'user_id'>

/** What is known of a run that streams: kept in memory, so that a heartbeat costs no write. */
interface Pulse {
  projectId: number
  state: RunState
  stopRequested: boolean
  heartbeatAt: number
  /** When a heartbeat was last written to the database. */
  writtenAt: number
}

export interface LivenessParts {
  db: AppDb
  clock: Clock
  events: Events
  log: Log
  index: RunIndex
  /** Milliseconds. */
  crashedAfter: number
}

export interface Liveness {
  /** What the database says of a run, just read. */
  seen(row: Pulsing): void
  noteStream(runId: number, outcome: StreamOutcome): Promise<void>
  /** The run's process began, or goes on after an end: running, with nobody having asked it to stop. */
  revive(run: Run): Promise<void>
  /** The run with the heartbeat that is only in memory yet. */
  withHeartbeat(run: Run): Run
  forget(runId: number): void
  /** Writes what is only in memory. */
  close(): Promise<void>
}

/** A preempted run is expected to be away for a while before it is started again elsewhere. */
const preemptingPatience = 12

/** Keeps the state of each run by what its client sends and by when it falls silent. */
export function createLiveness({ db, clock, events, log, index, crashedAfter }: LivenessParts): Liveness {
  const pulses = new Map<number, Pulse>()
  const writeEvery = Math.min(20_000, crashedAfter / 4)
  const startedAt = clock.now()

  const tell = (runId: number, projectId: number, what: 'lines' | 'state') =>
    events.emit('run.changed', { runId, projectId, what })

  async function pulseOf(runId: number): Promise<Pulse | null> {
    const known = pulses.get(runId)
    if (known) return known
    const run = await findRunById(db, runId)
    if (!run) return null
    seen({ id: runId, project_id: run.project.id, state: run.state, stop_requested: run.stopRequested ? 1 : 0 })
    return pulses.get(runId) ?? null
  }

  function seen(row: Pulsing): void {
    const known = pulses.get(row.id)
    const fresh = { projectId: row.project_id, state: row.state, stopRequested: row.stop_requested === 1 }
    pulses.set(row.id, { heartbeatAt: 0, writtenAt: 0, ...known, ...fresh })
  }

  async function write(runId: number, pulse: Pulse, change: Parameters<typeof updateRun>[2] = {}): Promise<void> {
    pulse.writtenAt = pulse.heartbeatAt
    await updateRun(db, runId, { heartbeat_at: pulse.heartbeatAt, ...change })
  }

  async function end(runId: number, pulse: Pulse, exitCode: number): Promise<void> {
    // Before it is known to have ended: after a crash only the runs that still go on are looked at again.
    await index
      .settle({ runId })
      .catch((error) => log.error({ err: error }, 'the summary of a run could not be indexed; it is tried again'))
    const state = endState(pulse, exitCode)
    const now = clock.now()
    await write(runId, pulse, { state, exit_code: exitCode, finished_at: now, updated_at: now })
    pulses.delete(runId)
    tell(runId, pulse.projectId, 'state')
  }

  async function markCrashed(): Promise<void> {
    const now = clock.now()
    // After a time without a server every run looks silent: its client must have the chance to come back first.
    if (now - startedAt < crashedAfter) return
    for (const [runId, pulse] of pulses) {
      if (pulse.heartbeatAt > pulse.writtenAt) await write(runId, pulse)
      if (now - pulse.heartbeatAt > crashedAfter * preemptingPatience) pulses.delete(runId)
    }
    const since = { running: now - crashedAfter, preempting: now - crashedAfter * preemptingPatience }
    for (const silent of await findSilentRuns(db, since)) {
      const { numUpdatedRows } = await db
        .updateTable('run')
        .set({ state: 'crashed', finished_at: silent.heartbeat_at, updated_at: now })
        .where('id', '=', silent.id)
        // Another process of the server may have heard of it in between.
        .where('heartbeat_at', '=', silent.heartbeat_at)
        .where('state', '=', silent.state)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows > 0n) tell(silent.id, silent.project_id, 'state')
    }
  }

  let sweeping = Promise.resolve()
  const sweep = setInterval(
    () => {
      sweeping = sweeping
        .then(markCrashed)
        .catch((error) => log.error({ err: error }, 'looking for crashed runs failed; it is tried again'))
    },
    Math.min(30_000, crashedAfter / 4),
  )
  sweep.unref()

  return {
    seen,

    async noteStream(runId, outcome) {
      const pulse = await pulseOf(runId)
      if (!pulse) return
      pulse.heartbeatAt = clock.now()
      if (outcome.changed) {
        index.noteSummary(runId, pulse.projectId)
        tell(runId, pulse.projectId, 'lines')
      }
      if (outcome.complete) return end(runId, pulse, outcome.exitCode ?? 0)
      const state = aliveState(pulse.state, outcome)
      if (state !== pulse.state) {
        pulse.state = state
        await write(runId, pulse, { state, exit_code: null, finished_at: null, updated_at: pulse.heartbeatAt })
        tell(runId, pulse.projectId, 'state')
      } else if (pulse.heartbeatAt - pulse.writtenAt >= writeEvery) await write(runId, pulse)
    },

    async revive(run) {
      const now = clock.now()
      const alive = { state: 'running', stop_requested: 0, exit_code: null, finished_at: null } as const
      await updateRun(db, run.id, { ...alive, heartbeat_at: now, updated_at: now })
      pulses.delete(run.id)
      tell(run.id, run.project.id, 'state')
    },

    withHeartbeat: (run) => ({ ...run, heartbeatAt: Math.max(run.heartbeatAt, pulses.get(run.id)?.heartbeatAt ?? 0) }),
    forget: (runId) => void pulses.delete(runId),

    async close() {
      clearInterval(sweep)
      await sweeping
      for (const [runId, pulse] of pulses) if (pulse.heartbeatAt > pulse.writtenAt) await write(runId, pulse)
    },
  }
}

function endState({ state, stopRequested }: Pulse, exitCode: number): RunState {
  if (exitCode === 0) return 'finished'
  if (stopRequested) return 'killed'
  return state === 'preempting' ? 'preempting' : 'failed'
}

/** An ended run comes back to life only with new lines: somebody may have ended it by hand while its client still breathes. */
function aliveState(state: RunState, outcome: StreamOutcome): RunState {
  if (outcome.preempting) return 'preempting'
  if (state === 'running' || state === 'preempting') return state
  if (state === 'crashed' || state === 'pending') return 'running'
  return outcome.changed ? 'running' : state
}
