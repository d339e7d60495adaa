import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { RunCharts } from '../../../../src/wire/app/contract.ts'
import { PresetChart } from '../../charts/vega/preset-chart.tsx'
import styles from '../../charts/vega/vega-chart.module.css'
import { api, path } from '../../queries/api.ts'
import type { RunAddress } from '../../queries/tracking.ts'

/** Charts that the run made of its tables. */
export function CustomCharts({ at, name, search }: { at: RunAddress; name: string; search: string }) {
  const { entity, project, run } = at
  const query = useQuery({
    queryKey: ['tracking', entity, project, 'charts', run],
    queryFn: ({ signal }) =>
      api<RunCharts>('GET', path('api', 'runs', entity, project, run, 'charts'), undefined, signal),
  })
  const runs = useMemo(() => [run], [run])
  const nameOf = useCallback(() => name, [name])
  const wanted = search.trim().toLowerCase()
  const charts = query.data?.charts.filter(({ key }) => key.toLowerCase().includes(wanted)) ?? []
  if (charts.length === 0) return null
  return (
    <section aria-labelledby="custom-charts">
      <h2 id="custom-charts" className={styles.head}>
        Custom charts
      </h2>
      <div className={styles.grid}>
        {charts.map((chart) => (
          <div key={chart.key} className={styles.panel} data-chart={chart.key}>
            <h3 className="clip" title={chart.key}>
              {chart.key}
            </h3>
            <PresetChart at={at} runs={runs} nameOf={nameOf} chart={chart} />
          </div>
        ))}
      </div>
    </section>
  )
}
