import type { FastifyInstance } from 'fastify'
import type { EntityAccess } from '../../accounts/principal.ts'
import type { Events } from '../../base/events.ts'
import type { Tracking } from '../../tracking/index.ts'
import { mountArtifacts } from './artifacts.ts'
import { mountLive } from './live.ts'
import { mountProjects } from './projects.ts'
import { mountRunCharts } from './run-charts.ts'
import { mountRunSets } from './run-sets.ts'
import { mountRuns } from './runs.ts'
import { mountSeries } from './series.ts'
import { mountSweeps } from './sweeps.ts'
import { mountViews } from './views.ts'

export interface AppParts {
  tracking: Tracking
  access: EntityAccess
  events: Events
  /** The signed address of a run's file. */
  fileUrl(runId: number, name: string): string
  /** The signed address of bytes of a project's artifacts, by their MD5 (hex). */
  blobUrl(projectId: number, md5: string, name: string): string
}

/** The JSON API of the web app, for projects and runs. */
export function mountApp(app: FastifyInstance, parts: AppParts): void {
  mountProjects(app, parts)
  mountRuns(app, parts)
  mountSeries(app, parts.tracking)
  mountSweeps(app, parts.tracking)
  mountRunCharts(app, parts.tracking)
  mountRunSets(app, parts.tracking)
  mountViews(app, parts.tracking)
  mountArtifacts(app, parts)
  mountLive(app, parts)
}
