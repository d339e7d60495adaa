import { useParams } from '@tanstack/react-router'
import type { SweepDetail } from '../../../../src/wire/app/contract.ts'
import { CodeBlock } from '../../components/copy.tsx'
import { ProjectTabs } from '../../components/project-tabs.tsx'
import { Await } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { type SweepAddress, useSweep } from '../../queries/sweeps.ts'
import { agentLine, schedulerLine } from '../../text/client-lines.ts'
import styles from './sweep.module.css'
import { SweepControls } from './sweep-controls.tsx'
import { SweepRuns } from './sweep-runs.tsx'
import { SweepState } from './sweep-state.tsx'

type Sweep = SweepDetail['sweep']

export function SweepPage() {
  const { entity, project, sweep } = useParams({ strict: false }) as SweepAddress
  const at = { entity, project, sweep }
  const query = useSweep(at)
  useTitle(query.data?.sweep.title ?? sweep, project)
  return (
    <>
      <ProjectTabs at={at} current="Sweeps" />
      <div className={styles.page}>
        <Await query={query} what="the sweep">
          {({ sweep: detail }) => (
            <>
              <Head at={at} sweep={detail} />
              <div className={styles.columns}>
                <SweepRuns sweep={detail} />
                <div className={`stack ${styles.side}`}>
                  <Agents at={at} sweep={detail} />
                  <Parameters sweep={detail} />
                  <CodeBlock label="Configuration" text={detail.config} />
                </div>
              </div>
            </>
          )}
        </Await>
      </div>
    </>
  )
}

function Head({ at, sweep }: { at: SweepAddress; sweep: Sweep }) {
  return (
    <header className={styles.head}>
      <div>
        <h1>{sweep.title}</h1>
        <p className={styles.facts}>
          <SweepState state={sweep.state} />
          <span>
            <span className="num">{sweep.runCount}</span> {sweep.runCount === 1 ? 'run' : 'runs'}
            {sweep.expectedRuns !== null && ` of ${sweep.expectedRuns}`}
          </span>
          <span>{searchText(sweep)}</span>
          <span>{sweep.user}</span>
          <span>
            begun <TimeAgo at={sweep.createdAt} />
          </span>
        </p>
        {sweep.description && <p className={styles.description}>{sweep.description}</p>}
      </div>
      <SweepControls at={at} state={sweep.state} />
    </header>
  )
}

const ways: Record<string, string> = { grid: 'every combination', random: 'at random', bayes: 'Bayesian' }

function searchText({ method, metric, searchedBy }: Sweep): string {
  if (searchedBy !== 'server') return `searched by a ${searchedBy} beside the client`
  const goal = metric && (metric.goal === 'maximize' ? `greatest ${metric.name}` : `least ${metric.name}`)
  return `${ways[method] ?? method}${goal ? `, ${goal}` : ''}`
}

const words = { RUNNING: 'at work', FINISHED: 'ended', LOST: 'lost' } as const

function Agents({ at, sweep }: { at: SweepAddress; sweep: Sweep }) {
  const isOver = sweep.state === 'FINISHED' || sweep.state === 'CANCELED'
  const path = `${at.entity}/${at.project}/${at.sweep}`
  return (
    <section aria-label="Agents" className="stack">
      {!isOver && <CodeBlock label="Start an agent, on as many machines as you like" text={agentLine(path)} />}
      {!isOver && sweep.searchedBy === 'scheduler' && (
        <CodeBlock label="And its scheduler, once" text={schedulerLine(path)} />
      )}
      {sweep.agents.length > 0 && (
        <div className="card scroll-x">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Agent on</th>
                <th scope="col">State</th>
                <th scope="col" className="right">
                  Runs
                </th>
              </tr>
            </thead>
            <tbody>
              {sweep.agents.map((agent) => (
                <tr key={agent.name}>
                  <td className={styles.wraps}>{agent.host}</td>
                  <td className={agent.state === 'LOST' ? styles.lost : 'dim'}>
                    {words[agent.state]}
                    {agent.state === 'LOST' && (
                      <>
                        {', last heard of '}
                        <TimeAgo at={agent.heartbeatAt} />
                      </>
                    )}
                  </td>
                  <td className="right num">{agent.runs}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function Parameters({ sweep }: { sweep: Sweep }) {
  return (
    <section className="card scroll-x" aria-label="Parameters">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Parameter</th>
            <th scope="col">Values</th>
          </tr>
        </thead>
        <tbody>
          {sweep.parameters.map(({ name, from }) => (
            <tr key={name}>
              <td className="mono">{name}</td>
              <td className={styles.wraps}>{from}</td>
            </tr>
          ))}
          {sweep.earlyStopping && (
            <tr>
              <td className="dim">early stop</td>
              <td className={styles.wraps}>{sweep.earlyStopping}</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  )
}
