import type { Principal } from '../../accounts/principal.ts'
import { newShortId } from '../../base/ids.ts'
import { insertIfAbsent } from '../../storage/sql/portable.ts'
import type { SweepRunTable } from '../../storage/sql/tables/sweeps.ts'
import { newDisplayName } from '../run-names.ts'
import type { Run } from '../types.ts'
import type { Metric } from './config/read-config.ts'
import { read } from './configs.ts'
import { nextOfController } from './controller.ts'
import { better, isOver, settle } from './objectives.ts'
import type { SweepParts } from './parts.ts'
import { randomSuggestion, suggestionAt } from './search/random.ts'
import { configText, type Suggestion } from './search/suggestion.ts'
import { nextNumber } from './sql/sweep-runs.ts'
import type { Sweep, SweepRunRow } from './types.ts'

/** What the search of a sweep wants tried next; null where nothing is left. */
export async function nextSuggestion(
  parts: SweepParts,
  sweep: Sweep,
  rows: SweepRunRow[],
): Promise<{ point: string | null; config: string } | null> {
  const { config, grid } = read(sweep)
  if (config.runCap !== null && rows.length >= config.runCap) return null
  if (config.searchedBy === 'scheduler') return null
  if (config.searchedBy === 'controller') return nextOfController(sweep)
  const { parameters } = config
  const random = parts.random ?? Math.random
  let suggestion: Suggestion | null
  if (grid) suggestion = grid.next(new Set(rows.flatMap(({ point }) => point ?? [])))
  else if (config.method === 'random' || !config.metric) suggestion = randomSuggestion(parameters, random)
  else {
    await settle(parts, sweep, rows)
    suggestion = suggestionAt(parameters, await parts.bayes.next(parameters, observations(rows, config.metric)))
  }
  return suggestion && { point: suggestion.point, config: configText(parameters, suggestion.values) }
}

/** Runs with what they came to, the less the better. Of one that ended without a value, the worst seen is assumed. */
export function observations(rows: SweepRunRow[], { goal, impute }: Metric) {
  const sign = goal === 'maximize' ? -1 : 1
  const reached = rows.flatMap(({ objective }) => objective ?? [])
  const worst = better(goal === 'maximize' ? 'minimize' : 'maximize', reached)
  return rows.flatMap((row) => {
    if (row.point === null) return []
    const failed = row.state !== 'finished' && impute === 'worst'
    const value = failed ? worst : (row.objective ?? worst)
    const loss = !isOver(row) ? null : value === null ? Number.NaN : sign * value
    return [{ positions: JSON.parse(row.point) as number[], loss }]
  })
}

/**
 * Makes the run of a suggestion, pending until a process begins it. Null where another process of the server took the number meanwhile:
 * then it may have suggested the same.
 */
export async function makeRun(
  { db, clock, runs }: SweepParts,
  principal: Principal,
  sweep: Sweep,
  suggestion: { point: string | null; config: string; displayName?: string | null },
  row: Pick<SweepRunTable, 'stage' | 'agent_id' | 'given'>,
): Promise<Run | null> {
  const number = await nextNumber(db, sweep.id)
  const name = newShortId()
  const isMine = await insertIfAbsent(db, 'sweep_run', {
    ...row,
    sweep_id: sweep.id,
    number,
    run_name: name,
    point: suggestion.point,
    given_at: clock.now(),
    objective: null,
    settled_at: null,
  })
  if (!isMine) return null
  const path = { entity: sweep.entity.name, project: sweep.project.name, run: name }
  const { run } = await runs.upsert(principal, path, {
    state: 'pending',
    sweep: sweep.name,
    config: suggestion.config,
    displayName: suggestion.displayName || newDisplayName(number).replace(/-[^-]*-/, '-sweep-'),
  })
  return run
}
