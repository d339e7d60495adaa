import { readConfig, type SweepConfig } from './config/read-config.ts'
import { createGrid, type Grid } from './search/grid.ts'
import type { Sweep } from './types.ts'

interface Read {
  config: SweepConfig
  grid: Grid | null
}

const mostKept = 500
const kept = new Map<string, Read>()

/** What a sweep's configuration says, read once however often it is asked for. It was checked when it was taken. */
export function read({ config: text }: Pick<Sweep, 'config'>): Read {
  const known = kept.get(text)
  if (known) return known
  const config = readConfig(text)
  const grid = config.method === 'grid' && config.searchedBy === 'server' ? createGrid(config.parameters) : null
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value as string)
  kept.set(text, { config, grid })
  return { config, grid }
}

/** How many runs a sweep comes to; null where it has no end of its own. */
export function expectedRuns(sweep: Pick<Sweep, 'config'>): number | null {
  const { config, grid } = read(sweep)
  const least = Math.min(grid?.size ?? Infinity, config.runCap ?? Infinity)
  return Number.isFinite(least) ? least : null
}
