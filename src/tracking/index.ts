import type { EntityAccess } from '../accounts/principal.ts'
import type { Clock } from '../base/clock.ts'
import type { Events } from '../base/events.ts'
import type { Log } from '../base/log.ts'
import type { ObjectStore } from '../storage/objects/object-store.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { type Alerts, createAlerts } from './alerts.ts'
import { type Artifacts, createArtifacts } from './artifacts/artifacts.ts'
import { createFiles, type Files } from './files.ts'
import type { History } from './history/history.ts'
import { createParquetFiles, type ParquetFiles } from './parquet.ts'
import { createProjectRemoval } from './project-removal.ts'
import { createProjects, type Projects } from './projects.ts'
import { createRuns, type Runs } from './runs.ts'
import type { BayesSearch } from './sweeps/search/bayes.ts'
import { createSweeps, type Sweeps } from './sweeps/sweeps.ts'
import { type CustomCharts, createCustomCharts } from './views/custom-charts.ts'
import { createViews, type Views } from './views/views.ts'

export type { Alert, Alerts, NewAlert } from './alerts.ts'
export type { ArtifactField, ArtifactFilter, ArtifactOrder } from './artifacts/artifact-filter.ts'
export type { Artifacts } from './artifacts/artifacts.ts'
export type { Lineage, LineageNode } from './artifacts/lineage.ts'
export type {
  Artifact,
  ArtifactCollection,
  ArtifactCollectionKind,
  ArtifactEntry,
  ArtifactMembership,
  ArtifactType,
  ManifestType,
} from './artifacts/types.ts'
export { type ConsoleLine, parseConsoleLine } from './console-line.ts'
export { type DefinedMetric, definedMetrics } from './defined-metrics.ts'
export { type ExportedRun, exportRuns } from './export/export.ts'
export { exportArtifacts } from './export/export-artifacts.ts'
export type { FileListQuery, Files, RunFile } from './files.ts'
export type {
  History,
  KeyInfo,
  LineRange,
  LogLine,
  Series,
  SeriesQuery,
  StreamCounts,
  StreamKind,
  StreamOutcome,
} from './history/history.ts'
export { mimeTypeOf } from './mime-types.ts'
export { normalFileName } from './names.ts'
export type { ParquetFile, ParquetFiles } from './parquet.ts'
export type { Projects } from './projects.ts'

export { readableConfig, readableValues } from './readable.ts'
export type { ProjectPlace } from './run-batches.ts'

export type { RunList, RunListQuery, Runs, StreamTarget } from './runs.ts'
export type { FilterField, RunCursor, RunFilter, RunOrder, ValueTest } from './search/filter.ts'
export type { SweepDescription } from './sweeps/describing.ts'
export type { SweepFields, SweepResult, Sweeps } from './sweeps/sweeps.ts'
export type { Command, Sweep, SweepAgent, SweepPath, SweepState } from './sweeps/types.ts'
export {
  defaultProject,
  type Person,
  type Project,
  type ProjectAccess,
  type ProjectSummary,
  projectAccesses,
  type Run,
  type RunFields,
  type RunPath,
  type RunState,
} from './types.ts'
export type { CustomChart, CustomCharts, NewCustomChart } from './views/custom-charts.ts'
export type { NewView, View, ViewFields, ViewRevision, ViewSummary } from './views/types.ts'
export type { Views } from './views/views.ts'

/** Experiments: projects, their runs, and what runs log. */
export interface Tracking {
  projects: Projects
  runs: Runs
  files: Files
  parquet: ParquetFiles
  artifacts: Artifacts
  sweeps: Sweeps
  alerts: Alerts
  views: Views
  customCharts: CustomCharts
  history: History
  /** Resolves when projects that were removed are gone to their end. */
  removalsSettled(): Promise<void>
  /** Writes what is only in memory and stops looking for crashed runs. */
  close(): Promise<void>
}

export interface TrackingParts {
  db: AppDb
  objects: ObjectStore
  history: History
  access: EntityAccess
  clock: Clock
  events: Events
  log: Log
  /** The Bayesian search of sweeps, wherever it runs. */
  bayes: BayesSearch
  /** Milliseconds without a sign of life after which a running run counts as crashed. */
  crashedAfter: number
  /** Largest file that a run may upload, in bytes. */
  maxFileBytes: number
}

export function createTracking(parts: TrackingParts): Tracking {
  const removal = createProjectRemoval(parts)
  const projects = createProjects({ ...parts, removal })
  const parquet = createParquetFiles(parts)
  const runs = createRuns(parts, projects, parquet)
  const artifacts = createArtifacts({ ...parts, projects, runs })
  const sweeps = createSweeps({ ...parts, projects, runs })
  return {
    projects,
    runs,
    files: createFiles(parts, runs),
    parquet,
    artifacts,
    sweeps,
    alerts: createAlerts(parts, runs),
    views: createViews(parts, projects),
    customCharts: createCustomCharts(parts),
    history: parts.history,
    removalsSettled: removal.settled,
    async close() {
      await removal.close()
      await artifacts.close()
      await sweeps.close()
      await runs.close()
    },
  }
}
