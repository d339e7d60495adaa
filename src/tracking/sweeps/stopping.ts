import type { Principal } from '../../accounts/principal.ts'
import type { Hyperband, Metric } from './config/read-config.ts'
import { read } from './configs.ts'
import { stoppedByController } from './controller.ts'
import { isOver } from './objectives.ts'
import type { SweepParts } from './parts.ts'
import { type MetricHistory, runsToStop } from './search/hyperband.ts'
import type { Sweep, SweepRunRow } from './types.ts'

export interface Stopping {
  /** Asks runs to end that are not worth going on. */
  stopHopeless(principal: Principal, sweep: Sweep, rows: SweepRunRow[]): Promise<void>
}

/** Milliseconds between two looks at a sweep, whatever number of agents it has. */
const lookEvery = 4_000
const mostSweeps = 100
const mostValues = 100_000

interface Looked {
  at: number
  /** What runs that have ended logged, which stays as it is. */
  ended: Map<number, number[]>
}

export function createStopping({ clock, history, runs }: SweepParts): Stopping {
  const looked = new Map<number, Looked>()

  async function valuesOf(runId: number, name: string): Promise<number[]> {
    const rows = await history.sampledRows(runId, 'history', { keys: [name], samples: mostValues })
    return rows.map((row) => row[name]).filter((value): value is number => Number.isFinite(value))
  }

  async function hopeless(sweep: Sweep, rows: SweepRunRow[], metric: Metric, hyperband: Hyperband): Promise<string[]> {
    const known = looked.get(sweep.id) ?? { at: -lookEvery, ended: new Map() }
    if (clock.now() - known.at < lookEvery) return []
    if (looked.size >= mostSweeps) looked.delete(looked.keys().next().value as number)
    looked.set(sweep.id, { ...known, at: clock.now() })
    const histories: MetricHistory[] = []
    for (const row of rows) {
      const values = known.ended.get(row.run_id) ?? (await valuesOf(row.run_id, metric.name))
      if (isOver(row)) known.ended.set(row.run_id, values)
      histories.push({ run: row.run_name, running: row.state === 'running' && row.stop_requested === 0, values })
    }
    return runsToStop(histories, hyperband, metric.goal)
  }

  return {
    async stopHopeless(principal, sweep, rows) {
      const { metric, earlyTerminate, searchedBy } = read(sweep).config
      const names =
        searchedBy === 'controller'
          ? stoppedByController(sweep)
          : metric && earlyTerminate && searchedBy === 'server'
            ? await hopeless(sweep, rows, metric, earlyTerminate)
            : []
      for (const row of rows) {
        if (!names.includes(row.run_name) || isOver(row) || row.stop_requested) continue
        await runs.requestStop(principal, {
          entity: sweep.entity.name,
          project: sweep.project.name,
          run: row.run_name,
        })
        row.stop_requested = 1
      }
    },
  }
}
