import type { Kysely } from 'kysely'
import type { AccountTables } from './tables/accounts.ts'
import type { AdminTables } from './tables/admin.ts'
import type { ArtifactTables } from './tables/artifacts.ts'
import type { HistoryTables } from './tables/history.ts'
import type { PeopleTables } from './tables/people.ts'
import type { ReportTables } from './tables/reports.ts'
import type { RunIndexTables } from './tables/runs.ts'
import type { SweepTables } from './tables/sweeps.ts'
import type { TrackingTables } from './tables/tracking.ts'

/** Everything but the history: people, projects, runs, settings. */
export interface AppSchema
  extends AccountTables,
    AdminTables,
    TrackingTables,
    ArtifactTables,
    PeopleTables,
    ReportTables,
    RunIndexTables,
    SweepTables {}

/** What a run's stream writes. A file of its own in the embedded database, so that its commits never wait for the app's. */
export type HistorySchema = HistoryTables

export type AppDb = Kysely<AppSchema>
export type HistoryDb = Kysely<HistorySchema>
