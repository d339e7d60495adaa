import { Link } from '@tanstack/react-router'
import type { ProjectSummary } from '../../../src/wire/app/contract.ts'
import { TimeAgo } from '../components/time-ago.tsx'
import styles from './project-table.module.css'

/** Projects, each with its runs in short. */
export function ProjectTable({ projects, showEntity }: { projects: ProjectSummary[]; showEntity: boolean }) {
  return (
    <div className="card scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Project</th>
            <th scope="col" className="right">
              Runs
            </th>
            <th scope="col" className="wide-only">
              Now
            </th>
            <th scope="col" className="right">
              Last change
            </th>
          </tr>
        </thead>
        <tbody>
          {projects.map((each) => (
            <tr key={`${each.entity}/${each.name}`}>
              <td className={styles.name}>
                <Link to="/$entity/$project" params={{ entity: each.entity, project: each.name }}>
                  {showEntity && <span className={styles.entity}>{each.entity} / </span>}
                  {each.name}
                </Link>
                {each.description && <div className="clip dim small">{each.description}</div>}
              </td>
              <td className="right num">{each.runCount}</td>
              <td className="wide-only">
                {each.runningCount > 0 && <span className={styles.running}>{each.runningCount} running</span>}
              </td>
              <td className="right dim num">
                <TimeAgo at={each.updatedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
