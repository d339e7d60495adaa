import { Link } from '@tanstack/react-router'
import { RunState } from '../../components/run-state.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import styles from './panel-grid.module.css'
import type { ShownRun } from './shown-runs.ts'

const atFirst = 50

/** The runs of a run set. */
export function RunTable({ runs }: { runs: ShownRun[] }) {
  if (runs.length === 0) return <p>No run fits the filters of this run set.</p>
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">By</th>
            <th scope="col">Tags</th>
            <th scope="col" className="right">
              Began
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.slice(0, atFirst).map(({ id, at, run, ink }) => (
            <tr key={id}>
              <td>
                <span className={styles.dot} style={{ background: ink.color }} />
                <Link to="/$entity/$project/runs/$run" params={{ ...at, run: run.name }}>
                  {run.displayName}
                </Link>
              </td>
              <td>
                <RunState state={run.state} />
              </td>
              <td>{run.user}</td>
              <td>{run.tags.join(', ')}</td>
              <td className="right dim">
                <TimeAgo at={run.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {runs.length > atFirst && (
        <p>
          The first {atFirst} of {runs.length} runs.
        </p>
      )}
    </div>
  )
}
