import { Link } from '@tanstack/react-router'
import type { Home, ProjectSummary, RunSummary } from '../../../src/wire/app/contract.ts'
import { CodeBlock } from '../components/copy.tsx'
import { RunState } from '../components/run-state.tsx'
import { Await } from '../components/states.tsx'
import { TimeAgo } from '../components/time-ago.tsx'
import { useTitle } from '../components/title.ts'
import { useLive } from '../queries/live.ts'
import { useMe } from '../queries/session.ts'
import { useHome } from '../queries/tracking.ts'
import { firstScript, loginLine } from '../text/client-lines.ts'
import styles from './home.module.css'
import { ProjectTable } from './project-table.tsx'

export function HomePage() {
  useTitle('Home')
  const home = useHome()
  const me = useMe()
  useLive(home.data?.entities[0] ?? me?.username)
  return (
    <div className="page">
      <Await query={home} what="your projects">
        {(data) => (data.projects.length === 0 ? <FirstSteps /> : <Overview home={data} />)}
      </Await>
    </div>
  )
}

function FirstSteps() {
  return (
    <div className={styles.first}>
      <h1>Log your first run</h1>
      <p className="dim">
        Any training script that already uses <code>wandb</code> works as it is. Point the client at this server once:
      </p>
      <ol className={styles.steps}>
        <li>
          <CodeBlock label="In a terminal" text={loginLine(location.origin)} />
          <p className="dim small">
            It asks for an API key: <Link to="/authorize">get one here</Link>.
          </p>
        </li>
        <li>
          <CodeBlock label="first.py" text={firstScript()} />
          <p className="dim small">The run appears here by itself, and its curves as they grow.</p>
        </li>
      </ol>
    </div>
  )
}

function Overview({ home }: { home: Home }) {
  return (
    <>
      <section aria-labelledby="projects">
        <div className="page-head">
          <h1 id="projects">Projects</h1>
          <Entities names={home.entities} />
        </div>
        <ProjectTable projects={byUpdate(home.projects)} showEntity={home.entities.length > 1} />
      </section>
      <section className="section" aria-labelledby="latest">
        <h2 id="latest">Latest runs</h2>
        <LatestRuns runs={home.runs} />
      </section>
    </>
  )
}

const byUpdate = (projects: ProjectSummary[]) => [...projects].sort((a, b) => b.updatedAt - a.updatedAt)

function Entities({ names }: { names: string[] }) {
  if (names.length < 2) return null
  return (
    <nav className="row" aria-label="Entities">
      {names.map((each) => (
        <Link key={each} to="/$entity" params={{ entity: each }} className={styles.entity}>
          {each}
        </Link>
      ))}
    </nav>
  )
}

function LatestRuns({ runs }: { runs: RunSummary[] }) {
  if (runs.length === 0) return <p className="dim">No runs yet.</p>
  return (
    <ul className={`card ${styles.runs}`}>
      {runs.map((each) => (
        <li key={`${each.entity}/${each.project}/${each.name}`}>
          <RunState state={each.state} brief />
          <Link
            className={`clip ${styles.name}`}
            to="/$entity/$project/runs/$run"
            params={{ entity: each.entity, project: each.project, run: each.name }}
          >
            {each.displayName}
          </Link>
          <span className={`clip dim ${styles.project}`}>{each.project}</span>
          <span className={`dim wide-only ${styles.user}`}>{each.user}</span>
          <span className={`dim num ${styles.when}`}>
            <TimeAgo at={each.createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}
