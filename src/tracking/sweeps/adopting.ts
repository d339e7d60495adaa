import type { Principal } from '../../accounts/principal.ts'
import { insertIfAbsent } from '../../storage/sql/portable.ts'
import type { RunFilter } from '../search/filter.ts'
import { read } from './configs.ts'
import type { SweepParts } from './parts.ts'
import { positionOf } from './search/quantile.ts'
import { valuesIn } from './search/suggestion.ts'
import { nextNumber } from './sql/sweep-runs.ts'
import type { Sweep } from './types.ts'

const most = 1000

/** Makes runs that were there before part of a sweep, so that its search begins with what they found. */
export async function adopt(parts: SweepParts, principal: Principal, sweep: Sweep, filter: RunFilter): Promise<void> {
  const { clock, db, runs } = parts
  const project = { entity: sweep.entity.name, name: sweep.project.name }
  const { runs: found } = await runs.list(principal, {
    project,
    filter,
    order: { by: 'createdAt', direction: 'asc' },
    limit: most,
  })
  for (const run of found) {
    await insertIfAbsent(db, 'sweep_run', {
      sweep_id: sweep.id,
      number: await nextNumber(db, sweep.id),
      run_name: run.name,
      agent_id: null,
      point: pointOf(sweep, run.config),
      stage: 'adopted',
      given: 0,
      given_at: clock.now(),
      objective: null,
      settled_at: null,
    })
    await runs.update(principal, { ...project, project: project.name, run: run.name }, { sweep: sweep.name })
  }
}

/** What the search knows these values by; null for a run that is none of its space. */
function pointOf(sweep: Sweep, configText: string): string | null {
  const { config, grid } = read(sweep)
  // A configuration may hold bare NaN, which JSON does not know.
  const runConfig = JSON.parse(configText.replace(/(?<=[:[,]\s*)-?(NaN|Infinity)(?=\s*[,}\]])/g, 'null'))
  const values = valuesIn(config.parameters, runConfig)
  if (grid) return grid.pointOf(values)
  const positions = config.parameters.map(({ distribution }, index) => positionOf(distribution, values[index]))
  return positions.includes(null) ? null : JSON.stringify(positions)
}
