import { useMemo, useState } from 'react'
import { Failure, Loading } from '../../components/states.tsx'
import type { ProjectAddress } from '../../queries/tracking.ts'
import styles from './panel-grid.module.css'
import { PanelView } from './panels/panel-view.tsx'
import { RunTable } from './run-table.tsx'
import { type ShownSet, useShownRuns } from './shown-runs.ts'
import type { PanelGrid, RunSet } from './spec.ts'

const noSets: RunSet[] = [{}]

/** Panels of the runs that the grid's run sets choose, and those runs. */
export function PanelGridBlock({ grid, at }: { grid: PanelGrid; at: ProjectAddress }) {
  const given = grid.runSets
  const sets = useShownRuns(given && given.length > 0 ? given : noSets, at)
  const panels = grid.panelBankSectionConfig?.panels ?? []
  const runs = useMemo(() => sets.flatMap((set) => set.runs), [sets])
  if (sets.some(({ isPending }) => isPending)) return <Loading what="the panels" lines={6} />
  return (
    <section className={styles.block} aria-label="Panels">
      {sets.map((set) => set.error !== null && <Failure key={set.name} error={set.error} retry={set.refetch} />)}
      <div className={styles.grid}>
        {panels.map((panel, index) => (
          <PanelView key={panel.__id__ || index} panel={panel} runs={runs} at={at} />
        ))}
      </div>
      {grid.hideRunSets !== true && <RunSets sets={sets} />}
    </section>
  )
}

function RunSets({ sets }: { sets: ShownSet[] }) {
  const [open, setOpen] = useState(0)
  const shown = sets[open] ?? sets[0]
  if (!shown) return null
  return (
    <details className={styles.sets}>
      <summary>
        {sets.map(({ name, total }) => `${name}: ${total} ${total === 1 ? 'run' : 'runs'}`).join(' · ')}
      </summary>
      {sets.length > 1 && (
        <div className={styles.tabs}>
          {sets.map(({ name }, index) => (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: run sets may have the same name
              key={index}
              type="button"
              aria-pressed={index === open}
              onClick={() => setOpen(index)}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      <RunTable runs={shown.runs} />
    </details>
  )
}
