import { useMemo, useState } from 'react'
import type { RunDetail } from '../../../../src/wire/app/contract.ts'
import type { ChartScene } from '../../charts/chart-panel.tsx'
import { ChartSections } from '../../charts/chart-sections.tsx'
import { ChartToolbar } from '../../charts/chart-toolbar.tsx'
import { useChartSettings } from '../../charts/settings.ts'
import { Await } from '../../components/states.tsx'
import { type RunAddress, type Stream, useKeys } from '../../queries/tracking.ts'
import { useInks } from '../project/inks.ts'
import { CustomCharts } from './custom-charts.tsx'
import { MediaSection } from './media-section.tsx'

interface ChartsTabProps {
  at: RunAddress
  run: RunDetail['run']
  stream: Stream
}

/** What the run logged, or what the client measured of the machine. */
export function ChartsTab({ at, run, stream }: ChartsTabProps) {
  const { entity, project, run: id } = at
  const runs = useMemo(() => [id], [id])
  const [settings, setSettings] = useChartSettings(entity, project, stream)
  const [search, setSearch] = useState('')
  const inkOf = useInks(at, noRuns)
  const keys = useKeys(at, runs, stream)
  const scene = useMemo<ChartScene>(
    () => ({
      at: { entity, project },
      runs,
      stream,
      settings,
      xAxis: keys.data?.xAxis ?? {},
      nameOf: () => run.displayName,
      inkOf,
    }),
    [entity, project, runs, stream, settings, keys.data, run.displayName, inkOf],
  )
  return (
    <>
      <ChartToolbar
        settings={settings}
        onChange={setSettings}
        search={search}
        onSearch={setSearch}
        steps={stream === 'history'}
      />
      <Await query={keys} what="the charts" lines={8}>
        {(data) => (
          <>
            <ChartSections scene={scene} keys={data} search={search} />
            {stream === 'history' && <CustomCharts at={at} name={run.displayName} search={search} />}
            {stream === 'history' && <MediaSection at={at} keys={data} search={search} />}
          </>
        )}
      </Await>
    </>
  )
}

const noRuns: string[] = []
