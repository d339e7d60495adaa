import { Button } from '@mantine/core'
import { useParams, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useMemo, useState } from 'react'
import type { ChartScene } from '../../charts/chart-panel.tsx'
import { ChartSections } from '../../charts/chart-sections.tsx'
import { ChartToolbar } from '../../charts/chart-toolbar.tsx'
import { arrangedSections } from '../../charts/sections.ts'
import { useChartSettings } from '../../charts/settings.ts'
import { CodeBlock } from '../../components/copy.tsx'
import { ProjectTabs } from '../../components/project-tabs.tsx'
import { Await, Empty } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { useLive } from '../../queries/live.ts'
import { type ProjectAddress, useKeys, useProject, useRuns } from '../../queries/tracking.ts'
import { firstScript } from '../../text/client-lines.ts'
import { useArrangement } from './arrangement.ts'
import { useInks } from './inks.ts'
import styles from './project.module.css'
import { RunList } from './run-list.tsx'
import { SavedView } from './saved-view.tsx'
import { ViewsMenu } from './views-menu.tsx'
import { useVisibility } from './visibility.ts'
import { workspaceSpec } from './workspace-spec.ts'

export function ProjectPage() {
  const { entity, project } = useParams({ strict: false }) as { entity: string; project: string }
  useTitle(project, entity)
  useLive(entity, project)
  const known = useProject({ entity, project })
  const { nw } = useSearch({ strict: false }) as { nw?: string }
  return (
    <Await query={known}>
      {(data) => (
        <>
          <ProjectTabs at={{ entity, project }} current="Runs" />
          {nw ? (
            <SavedView key={nw} at={{ entity, project }} id={nw} />
          ) : data.project.runCount === 0 ? (
            <div className="page">
              <Empty title="No runs yet">
                <p>The next run of this project appears here by itself.</p>
              </Empty>
              <CodeBlock label="first.py" text={firstScript(project)} />
            </div>
          ) : (
            <Workspace key={`${entity}/${project}`} at={{ entity, project }} />
          )}
        </>
      )}
    </Await>
  )
}

function Workspace({ at }: { at: ProjectAddress }) {
  const { entity, project } = at
  const [search, setSearch] = useState('')
  const runs = useRuns(at, useDeferredValue(search.trim()))
  const list = useMemo(() => runs.data?.pages.flatMap((page) => page.runs) ?? [], [runs.data])
  const names = useMemo(() => list.map((each) => each.name), [list])
  const displayNames = useMemo(() => new Map(list.map((each) => [each.name, each.displayName])), [list])
  const visibility = useVisibility(at, names)
  const inkOf = useInks(at, visibility.drawn)
  const [settings, setSettings] = useChartSettings(entity, project, 'history')
  const [arrangement, setArrangement] = useArrangement(at, settings, setSettings)
  const [metrics, setMetrics] = useState('')
  const [listOpen, setListOpen] = useState(false)
  const keys = useKeys(at, visibility.drawn, 'history')
  const scene = useMemo<ChartScene>(
    () => ({
      at: { entity, project },
      runs: visibility.drawn,
      stream: 'history',
      settings,
      xAxis: keys.data?.xAxis ?? {},
      nameOf: (run) => displayNames.get(run) ?? run,
      inkOf,
    }),
    [entity, project, visibility.drawn, settings, keys.data, displayNames, inkOf],
  )
  const makeSpec = () => {
    const numbers = keys.data?.keys.filter(({ kind, key }) => kind === 'number' && !key.startsWith('_')) ?? []
    const sections = arrangedSections(numbers, { stream: 'history', search: metrics, ...arrangement })
    const named = sections.map(({ name, keys: own }) => ({ name, metrics: own.map(({ key }) => key) }))
    return workspaceSpec(named, { settings, arrangement })
  }
  return (
    <div className={styles.workspace}>
      <h1 className="unseen">{project}</h1>
      <RunList
        at={at}
        query={runs}
        runs={list}
        search={search}
        onSearch={setSearch}
        visibility={visibility}
        inkOf={inkOf}
        open={listOpen}
        onOpen={setListOpen}
      />
      <section className={styles.charts} aria-label="Charts">
        <ChartToolbar settings={settings} onChange={setSettings} search={metrics} onSearch={setMetrics}>
          {arrangement.hidden.length > 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={() => setArrangement({ ...arrangement, hidden: [] })}
            >
              Show {arrangement.hidden.length} hidden
            </Button>
          )}
          <ViewsMenu at={at} makeSpec={makeSpec} />
        </ChartToolbar>
        {visibility.drawn.length === 0 && runs.data ? (
          <Empty title="No run is shown">
            <p>Switch runs on by the eye beside their name.</p>
          </Empty>
        ) : (
          <Await query={keys} what="the charts" lines={8}>
            {(data) => (
              <ChartSections
                scene={scene}
                keys={data}
                search={metrics}
                arrangement={arrangement}
                onArrange={setArrangement}
              />
            )}
          </Await>
        )}
      </section>
    </div>
  )
}
