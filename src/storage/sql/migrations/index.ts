import { accounts } from './0001-accounts.ts'
import { admin } from './0002-admin.ts'
import { tracking } from './0003-tracking.ts'
import { artifacts } from './0004-artifacts.ts'
import { runs } from './0005-runs.ts'
import { sweeps } from './0006-sweeps.ts'
import { artifactLinks } from './0007-artifacts.ts'
import { people } from './0008-people.ts'
import { reports } from './0009-reports.ts'
import { attempts } from './0010-attempts.ts'
import { streams } from './history-0001-streams.ts'
import type { Migration } from './migration.ts'

/** In order, listed by hand. */
export const appMigrations: Migration[] = [
  accounts,
  admin,
  tracking,
  artifacts,
  runs,
  sweeps,
  artifactLinks,
  people,
  reports,
  attempts,
]
export const historyMigrations: Migration[] = [streams]
