import { Button, Modal, MultiSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Await } from '../../components/states.tsx'
import { type ProjectAddress, useKeys, useRuns } from '../../queries/tracking.ts'
import { newPanelGrid } from './new-blocks.ts'
import type { Block } from './spec.ts'

const runsLookedAt = 20

/** Adds a grid of line plots of the metrics that are chosen. */
export function AddPanels({ at, onAdd }: { at: ProjectAddress; onAdd: (block: Block) => void }) {
  const [opened, setOpened] = useState(false)
  const [chosen, setChosen] = useState<string[]>([])
  const runs = useRuns(at, '')
  const names = useMemo(
    () => runs.data?.pages.flatMap((page) => page.runs.map(({ name }) => name)).slice(0, runsLookedAt) ?? [],
    [runs.data],
  )
  const keys = useKeys(at, opened ? names : none, 'history')
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
        + Panels
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Panels of which metrics?" centered>
        {runs.data && names.length === 0 ? (
          <p className="dim">This project has no runs yet.</p>
        ) : (
          <Await query={keys} what="the metrics" lines={2}>
            {(data) => (
              <div className="stack">
                <MultiSelect
                  label="Metrics"
                  searchable
                  limit={100}
                  data={data.keys
                    .filter(({ kind, key }) => kind === 'number' && !key.startsWith('_'))
                    .map(({ key }) => key)}
                  value={chosen}
                  onChange={setChosen}
                />
                <Button
                  disabled={chosen.length === 0}
                  onClick={() => {
                    onAdd(newPanelGrid(at.entity, at.project, chosen))
                    setChosen([])
                    setOpened(false)
                  }}
                >
                  Add
                </Button>
              </div>
            )}
          </Await>
        )}
      </Modal>
    </>
  )
}

const none: string[] = []
