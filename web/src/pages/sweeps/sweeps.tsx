import { Link, useParams } from '@tanstack/react-router'
import type { SweepSummary } from '../../../../src/wire/app/contract.ts'
import { CodeBlock } from '../../components/copy.tsx'
import { ProjectTabs } from '../../components/project-tabs.tsx'
import { ShowOlder } from '../../components/show-older.tsx'
import { Await, Empty } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { useSweeps } from '../../queries/sweeps.ts'
import { firstSweep } from '../../text/client-lines.ts'
import { readable } from '../../text/numbers.ts'
import { SweepState } from './sweep-state.tsx'
import styles from './sweeps.module.css'

/** The sweeps of a project, newest first. */
export function SweepsPage() {
  const { entity, project } = useParams({ strict: false }) as { entity: string; project: string }
  const at = { entity, project }
  useTitle('Sweeps', project)
  const query = useSweeps(at)
  return (
    <>
      <ProjectTabs at={at} current="Sweeps" />
      <div className="page">
        <div className="page-head">
          <h1>Sweeps</h1>
        </div>
        <Await query={query} what="the sweeps">
          {({ pages }) => {
            const sweeps = pages.flatMap((page) => page.sweeps)
            if (sweeps.length === 0) return <NoSweeps project={project} />
            return (
              <>
                <SweepTable sweeps={sweeps} />
                <ShowOlder query={query} shown={sweeps.length} />
              </>
            )
          }}
        </Await>
      </div>
    </>
  )
}

function NoSweeps({ project }: { project: string }) {
  return (
    <>
      <Empty title="No sweeps yet">
        <p>A sweep tries values of a script’s parameters, by grid, at random, or by what earlier runs came to.</p>
      </Empty>
      <CodeBlock label="sweep.py" text={firstSweep(project)} />
    </>
  )
}

function SweepTable({ sweeps }: { sweeps: SweepSummary[] }) {
  return (
    <div className="card scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Sweep</th>
            <th scope="col">State</th>
            <th scope="col" className="wide-only">
              Search
            </th>
            <th scope="col" className="right">
              Runs
            </th>
            <th scope="col" className="right">
              Best
            </th>
            <th scope="col" className="right wide-only">
              Begun
            </th>
          </tr>
        </thead>
        <tbody>
          {sweeps.map((each) => (
            <tr key={each.name}>
              <td className={styles.name}>
                <Link
                  to="/$entity/$project/sweeps/$sweep"
                  params={{ entity: each.entity, project: each.project, sweep: each.name }}
                >
                  {each.title}
                </Link>
                <div className="dim small">
                  <span className="mono">{each.name}</span> by {each.user}
                </div>
              </td>
              <td>
                <SweepState state={each.state} />
              </td>
              <td className="wide-only">{each.method}</td>
              <td className={`right num ${styles.count}`}>
                {each.runCount}
                {each.expectedRuns !== null && <span className="dim"> of {each.expectedRuns}</span>}
              </td>
              <td className="right num">
                {each.best === null ? <span className="dim">–</span> : readable(each.best)}
                {each.metric && <div className="dim small">{each.metric.name}</div>}
              </td>
              <td className="right dim num wide-only">
                <TimeAgo at={each.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
