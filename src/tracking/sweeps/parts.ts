import type { Clock } from '../../base/clock.ts'
import type { Events } from '../../base/events.ts'
import type { Log } from '../../base/log.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { History } from '../history/history.ts'
import type { Projects } from '../projects.ts'
import type { Runs } from '../runs.ts'
import type { BayesSearch } from './search/bayes.ts'

/** What sweeps are made of. */
export interface SweepParts {
  db: AppDb
  history: History
  clock: Clock
  events: Events
  log: Log
  projects: Projects
  runs: Runs
  /** Where it runs is for others to say: it takes longer than a request may hold up the rest. */
  bayes: BayesSearch
  /** Milliseconds without a heartbeat after which an agent counts as lost. */
  crashedAfter: number
  /** Even over 0 <= u < 1. */
  random?: () => number
}
