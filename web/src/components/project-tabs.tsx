import { Link } from '@tanstack/react-router'
import type { ProjectAddress } from '../queries/tracking.ts'
import styles from './project-tabs.module.css'

/** The pages of a project, in the order of their links. */
const tabs = [
  ['/$entity/$project', 'Runs'],
  ['/$entity/$project/sweeps', 'Sweeps'],
  ['/$entity/$project/artifacts', 'Artifacts'],
  ['/$entity/$project/reports', 'Reports'],
  ['/$entity/$project/settings', 'Settings'],
] as const

export type ProjectTab = (typeof tabs)[number][1]

export function ProjectTabs({ at, current }: { at: ProjectAddress; current: ProjectTab }) {
  return (
    <nav className={styles.tabs} aria-label="Pages of the project">
      {tabs.map(([to, label]) => (
        <Link
          key={label}
          to={to}
          params={at}
          data-current={label === current}
          aria-current={label === current ? 'page' : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
