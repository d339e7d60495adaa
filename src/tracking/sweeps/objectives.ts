import type { Metric } from './config/read-config.ts'
import { read } from './configs.ts'
import type { SweepParts } from './parts.ts'
import { updateSweepRun } from './sql/sweep-runs.ts'
import type { Sweep, SweepRunRow } from './types.ts'

const over = new Set(['finished', 'failed', 'crashed', 'killed'])

/** Whether the run of a suggestion will log nothing more, as far as one can know. */
export const isOver = ({ state }: Pick<SweepRunRow, 'state'>): boolean => over.has(state)

export const better = (goal: Metric['goal'], values: number[]): number | null =>
  values.length === 0 ? null : goal === 'maximize' ? Math.max(...values) : Math.min(...values)

/**
 * The best value that each run has of the metric, in its history or its summary. Runs that logged no number of that name are left out.
 */
export async function objectivesOf(
  { history }: Pick<SweepParts, 'history'>,
  runIds: number[],
  { name, goal }: Metric,
): Promise<Map<number, number>> {
  if (runIds.length === 0) return new Map()
  const [lines, summaries] = await Promise.all([
    history.series({ runIds, kind: 'history', keys: [name], x: '_step', buckets: 1 }),
    history.summaries(runIds),
  ])
  const found = new Map<number, number[]>(runIds.map((id) => [id, []]))
  for (const { runId, min, max } of lines) found.get(runId)?.push(...min, ...max)
  for (const [runId, text] of summaries) {
    const last = summaryValue(text, name)
    if (last !== null) found.get(runId)?.push(last)
  }
  const best = [...found].map(([runId, values]) => [runId, better(goal, values.filter(Number.isFinite))] as const)
  return new Map(best.filter((each): each is [number, number] => each[1] !== null))
}

function summaryValue(text: string, name: string): number | null {
  // A summary may hold bare NaN, which JSON does not know.
  const summary = JSON.parse(text.replace(/(?<=[:[,]\s*)-?(NaN|Infinity)(?=\s*[,}\]])/g, 'null'))
  const nested = name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], summary)
  const value = summary[name] ?? nested
  return typeof value === 'number' ? value : null
}

/** Notes what the runs that ended since came to. */
export async function settle(parts: SweepParts, sweep: Sweep, rows: SweepRunRow[]): Promise<void> {
  const { metric } = read(sweep).config
  const fresh = rows.filter((row) => row.settled_at === null && isOver(row))
  if (!metric || fresh.length === 0) return
  const objectives = await objectivesOf(
    parts,
    fresh.map(({ run_id }) => run_id),
    metric,
  )
  for (const row of fresh) {
    row.objective = objectives.get(row.run_id) ?? null
    row.settled_at = parts.clock.now()
    const { objective, settled_at } = row
    await updateSweepRun(parts.db, sweep.id, row.number, { objective, settled_at })
  }
}

/** The best that any ended run came to; null where there is none or the sweep has no metric. */
export async function bestObjective(parts: SweepParts, sweep: Sweep): Promise<number | null> {
  const { metric } = read(sweep).config
  if (!metric) return null
  const { fn } = parts.db
  const best = metric.goal === 'maximize' ? fn.max('objective') : fn.min('objective')
  const row = await parts.db
    .selectFrom('sweep_run')
    .select(best.as('best'))
    .where('sweep_id', '=', sweep.id)
    .executeTakeFirst()
  return row?.best ?? null
}
