import { Link } from '@tanstack/react-router'
import type { SweepDetail } from '../../../../src/wire/app/contract.ts'
import { RunState } from '../../components/run-state.tsx'
import { Empty } from '../../components/states.tsx'
import { readable } from '../../text/numbers.ts'
import styles from './sweep.module.css'

type Sweep = SweepDetail['sweep']

const most = 200

/** The runs of a sweep, the best first, each with the values that it tried. */
export function SweepRuns({ sweep }: { sweep: Sweep }) {
  if (sweep.runs.length === 0)
    return (
      <Empty title="No runs yet">
        <p>They appear here as soon as an agent begins one.</p>
      </Empty>
    )
  // What is the same for all runs is told once, among the parameters.
  const searched = sweep.parameters.flatMap(({ name, from }, index) =>
    from.startsWith('always ') ? [] : [{ name, index }],
  )
  return (
    <section aria-label="Runs" className={styles.runs}>
      <div className="card scroll-x">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Run</th>
              {sweep.metric && (
                <th scope="col" className="right">
                  {sweep.metric.goal === 'maximize' ? 'Greatest' : 'Least'} {sweep.metric.name}
                </th>
              )}
              {searched.map(({ name }) => (
                <th key={name} scope="col" className="right mono">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sweep.runs.slice(0, most).map((each, place) => (
              <tr key={each.run.name}>
                <td>
                  <span className={styles.run}>
                    <RunState state={each.run.state} brief />
                    <Link to="/$entity/$project/runs/$run" params={{ ...each.run, run: each.run.name }}>
                      {each.run.displayName}
                    </Link>
                    {place === 0 && each.objective !== null && <span className={styles.best}>best</span>}
                  </span>
                </td>
                {sweep.metric && (
                  <td className="right num">
                    {each.objective === null ? <span className="dim">–</span> : readable(each.objective)}
                  </td>
                )}
                {searched.map(({ name, index }) => (
                  <td key={name} className={`right num ${styles.value}`} title={each.values[index] ?? undefined}>
                    {shown(each.values[index] ?? null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sweep.runs.length > most && (
        <p className="dim small">
          The best {most} of {sweep.runs.length} runs.
        </p>
      )}
    </section>
  )
}

function shown(value: string | null): string {
  if (value === null) return '–'
  const number = Number(value)
  return value.trim() !== '' && Number.isFinite(number) && value.length > 6 ? readable(number) : value
}
