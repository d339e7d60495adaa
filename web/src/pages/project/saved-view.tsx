import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { ViewAnswer } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Await, Empty, Failure } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import type { ProjectAddress } from '../../queries/tracking.ts'
import { useDeleteView, useView, useViews } from '../../queries/views.ts'
import { PanelGridBlock } from '../reports/panel-grid.tsx'
import type { RunSet } from '../reports/spec.ts'
import styles from './saved-view.module.css'
import { type PanelSection, readWorkspace, viewName } from './workspace-spec.ts'

/** A workspace that was saved by a name: its sections and panels, of the runs that it chooses. */
export function SavedView({ at, id }: { at: ProjectAddress; id: string }) {
  const name = viewName(id)
  const found = useViews(at, 'workspace', name)
  // Earlier clients name a view without what stands around it in newer ones.
  const other = useViews(at, 'workspace', id)
  const summary = found.data?.views[0] ?? other.data?.views.find((each) => each.name === id)
  const view = useView(summary?.wireId ?? '', summary !== undefined)
  if (found.error) return <Failure error={found.error} />
  if (found.data && other.data && !summary) {
    return (
      <Empty title="There is no view of this address">
        <Link to="/$entity/$project" params={at}>
          All charts of the project
        </Link>
      </Empty>
    )
  }
  return (
    <Await query={view} what="the view" lines={8}>
      {(data) => <Shown at={at} view={data.view} />}
    </Await>
  )
}

function Shown({ at, view }: { at: ProjectAddress; view: ViewAnswer['view'] }) {
  const { sections, runSets } = useMemo(() => readWorkspace(view.spec), [view.spec])
  const remove = useDeleteView(at, view.id)
  const navigate = useNavigate()
  useTitle(view.title, at.project, at.entity)
  return (
    <div className={styles.view}>
      <header className={styles.head}>
        <h1>{view.title}</h1>
        <span className="dim small">Saved by {view.author}</span>
        <Link className="small" to="/$entity/$project" params={at}>
          All charts
        </Link>
        {view.mayWrite && (
          <Confirm
            title={`Delete “${view.title}”?`}
            text="The view goes; runs stay."
            action="Delete"
            danger
            error={remove.error}
            onConfirm={async () => {
              await remove.mutateAsync()
              await navigate({ to: '/$entity/$project', params: at })
            }}
          >
            {(open) => (
              <Button size="compact-xs" variant="default" onClick={open}>
                Delete view
              </Button>
            )}
          </Confirm>
        )}
      </header>
      {sections.length === 0 && <Empty title="This view has no panels of its own" />}
      {sections.map((section, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sections may have the same name
        <OneSection key={index} {...{ section, runSets, at }} isLast={index === sections.length - 1} />
      ))}
    </div>
  )
}

interface SectionProps {
  section: PanelSection
  runSets: RunSet[]
  at: ProjectAddress
  isLast: boolean
}

function OneSection({ section, runSets, at, isLast }: SectionProps) {
  const grid = useMemo(
    () => ({ runSets, hideRunSets: !isLast, panelBankSectionConfig: { panels: section.panels } }),
    [runSets, isLast, section.panels],
  )
  return (
    <details className={styles.section} open={section.isOpen !== false}>
      <summary>
        {section.name} <span className="dim num">{section.panels?.length ?? 0}</span>
      </summary>
      <PanelGridBlock grid={grid} at={at} />
    </details>
  )
}
