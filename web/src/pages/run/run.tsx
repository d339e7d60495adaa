import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { RunDetail } from '../../../../src/wire/app/contract.ts'
import { Await, Loading } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { useLive } from '../../queries/live.ts'
import { type RunAddress, useRun } from '../../queries/tracking.ts'
import { NotFound } from '../error.tsx'
import styles from './run.module.css'
import { RunHead } from './run-head.tsx'

const ChartsTab = lazy(() => import('./charts-tab.tsx').then((it) => ({ default: it.ChartsTab })))
const OverviewTab = lazy(() => import('./overview-tab.tsx').then((it) => ({ default: it.OverviewTab })))
const LogsTab = lazy(() => import('./logs-tab.tsx').then((it) => ({ default: it.LogsTab })))
const FilesTab = lazy(() => import('./files-tab.tsx').then((it) => ({ default: it.FilesTab })))

const ArtifactsTab = lazy(() => import('./artifacts-tab.tsx').then((it) => ({ default: it.ArtifactsTab })))

/** The part of the address after the run, as the client prints it, and its name. */
const tabs = [
  ['', 'Charts'],
  ['overview', 'Overview'],
  ['system', 'System'],
  ['logs', 'Logs'],
  ['files', 'Files'],
  ['artifacts', 'Artifacts'],
] as const

type Tab = (typeof tabs)[number][0]

export function RunPage() {
  const { entity, project, run, tab = '' } = useParams({ strict: false }) as RunAddress & { tab?: string }
  const at = { entity, project, run }
  useLive(entity, project)
  const query = useRun(at)
  useTitle(query.data?.run.displayName ?? run, project)
  const wanted = tab === 'workspace' || tab === 'charts' ? '' : tab
  const known = tabs.find(([name]) => name === wanted)?.[0]
  if (known === undefined) return <NotFound />
  return (
    <div className={styles.page}>
      <Await query={query} what="the run">
        {({ run: detail }) => (
          <>
            <RunHead at={at} run={detail} />
            <Tabs at={at} current={known} />
            <Suspense fallback={<Loading lines={8} />}>
              <TabBody key={`${at.entity}/${at.project}/${at.run}/${known}`} at={at} run={detail} tab={known} />
            </Suspense>
          </>
        )}
      </Await>
    </div>
  )
}

function Tabs({ at, current }: { at: RunAddress; current: Tab }) {
  return (
    <nav className={styles.tabs} aria-label="Parts of the run">
      {tabs.map(([name, label]) => (
        <Link
          key={name}
          to={name === '' ? '/$entity/$project/runs/$run' : '/$entity/$project/runs/$run/$tab'}
          params={{ ...at, tab: name }}
          activeOptions={{ exact: true }}
          data-current={name === current}
          resetScroll={false}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}

function TabBody({ at, run, tab }: { at: RunAddress; run: RunDetail['run']; tab: Tab }) {
  if (tab === 'overview') return <OverviewTab at={at} run={run} />
  if (tab === 'logs') return <LogsTab at={at} run={run} />
  if (tab === 'files') return <FilesTab at={at} />
  if (tab === 'artifacts') return <ArtifactsTab at={at} />
  return <ChartsTab at={at} run={run} stream={tab === 'system' ? 'events' : 'history'} />
}
