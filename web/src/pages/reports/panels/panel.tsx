import type { ReactNode } from 'react'
import type { ProjectAddress } from '../../../queries/tracking.ts'
import styles from '../panel-grid.module.css'
import type { ShownRun } from '../shown-runs.ts'

/** What each kind of panel is handed. */
export interface PanelProps {
  config: Record<string, unknown>
  runs: ShownRun[]
  at: ProjectAddress
  /** Pixels for what is drawn. */
  height: number
}

export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : typeof value === 'string' ? [value] : []

/** What stands where nothing can be drawn, and why. */
export const Nothing = ({ children }: { children: ReactNode }) => <p className={styles.nothing}>{children}</p>
