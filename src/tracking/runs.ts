import type { Principal } from '../accounts/principal.ts'
import { AppError } from '../base/errors.ts'
import { clientPart } from './config-text.ts'
import type { StreamOutcome } from './history/history.ts'
import { createLiveness } from './liveness.ts'
import type { ParquetFiles } from './parquet.ts'
import type { Projects } from './projects.ts'
import { createRunBatches, type RunBatches } from './run-batches.ts'
import type { RunParts } from './run-parts.ts'
import { forgetRuns } from './run-removal.ts'
import { createRunUpsert, requireOwn } from './run-upsert.ts'
import { newestFirst, type RunCursor, type RunFilter, type RunOrder } from './search/filter.ts'
import { createRunIndex } from './search/run-index.ts'
import { countRuns, pageOfRuns } from './search/sql/page.ts'
import { asksForSummaries } from './search/sql/prepare.ts'
import type { Within } from './search/sql/within.ts'
import { findRun, findRunById, findRunsById, updateRun } from './sql/runs.ts'
import { streamTargetQuery } from './sql/stream-target.ts'
import { defaultProject, type Run, type RunFields, type RunPath } from './types.ts'

/** The run that a stream request writes to, looked up afresh for each request. */
export interface StreamTarget {
  runId: number
  /** Somebody pressed stop: the answer tells the client. */
  stopRequested: boolean
}

export interface RunListQuery {
  /** One project; without it all that the principal may read, or all of `entity`. */
  project?: { entity: string | null; name: string | null }
  entity?: string
  filter?: RunFilter
  /** Newest first when absent. */
  order?: RunOrder
  /** The cursor of the last run of the page before, in the same order. */
  after?: RunCursor
  limit: number
}

export interface RunList {
  runs: Run[]
  /** Of each run, what to give as `after` to go on behind it. */
  cursors: RunCursor[]
  hasMore: boolean
}

export interface Runs extends RunBatches {
  /** Null where there is no such project or run. Throws `entity-not-found` where the entity may not be read. */
  find(principal: Principal, path: RunPath): Promise<Run | null>
  /** Throws `run-not-found`; `need` is what the principal wants to do with it. */
  get(principal: Principal, path: RunPath, need?: 'read' | 'write' | 'admin'): Promise<Run>
  list(principal: Principal, query: RunListQuery): Promise<RunList>
  count(principal: Principal, query: Pick<RunListQuery, 'project' | 'entity' | 'filter'>): Promise<number>
  /** Where a run is, by its number, for those who were told that it changed; null where it is gone. Asks for nobody's right. */
  placeOf(runId: number): Promise<{ entity: string; project: string; run: string } | null>
  /** JSON text of what the client says of itself in the run's config: the named parts of it. */
  clientConfig(run: Run, keys: (string | null)[] | null | undefined): string
  /** What the client does when a run begins and when its description changes: makes the run, and its project, where there is none. */
  upsert(principal: Principal, path: RunPath, fields: RunFields): Promise<{ run: Run; inserted: boolean }>
  /** Changes a run that exists, and says nothing about whether it is alive. */
  update(principal: Principal, path: RunPath, fields: RunFields): Promise<Run>
  /** Asks the client's process to end; it learns of it with the answer to its next request. */
  requestStop(principal: Principal, path: RunPath): Promise<void>
  remove(principal: Principal, path: RunPath): Promise<void>
  /** Forgets what was logged after `step`. The run counts as running again. */
  rewind(principal: Principal, path: RunPath, step: number): Promise<Run>
  /** Asked for each stream request. Throws `run-not-found`, `entity-not-found`, `forbidden`. */
  forStream(principal: Principal, entity: string, project: string, run: string): Promise<StreamTarget>
  /** Told after each stream request: keeps the run's state and tells whoever watches. */
  noteStream(runId: number, outcome: StreamOutcome): Promise<void>
  close(): Promise<void>
}

export function createRuns(parts: RunParts, projects: Projects, parquet: ParquetFiles): Runs {
  const { db, access, clock, events, history } = parts
  const index = createRunIndex(parts)
  const liveness = createLiveness({ ...parts, index })
  const upsert = createRunUpsert(parts, projects, liveness, index)
  const findTarget = streamTargetQuery(db)

  const within = async (
    principal: Principal,
    { project, entity }: Pick<RunListQuery, 'project' | 'entity'>,
  ): Promise<Within> => {
    if (project) return { projectId: (await projects.get(principal, project.entity, project.name)).id }
    return { scope: await access.readableProjects(principal, entity) }
  }

  /** Whoever may only add runs may write to those that are its own: which these are, `requireOwn` says. */
  const placeFor = async (principal: Principal, { entity, project }: RunPath, need: 'read' | 'write' | 'admin') =>
    access.project(
      principal,
      entity || (await access.own(principal)).name,
      project || defaultProject,
      need === 'write' ? 'add' : need,
    )

  const settleFor = async (place: Within, filter?: RunFilter, order?: RunOrder) => {
    if (asksForSummaries(filter, order)) await index.settle('projectId' in place ? place : undefined)
  }

  const runs: Runs = {
    async find(principal, { entity, project, run }) {
      const place = await projects.find(principal, entity, project)
      const found = place && (await findRun(db, place.id, run))
      return found && liveness.withHeartbeat(found)
    },

    async get(principal, path, need = 'read') {
      const place = await placeFor(principal, path, need)
      const found = place && (await findRun(db, place.id, path.run))
      if (!found) throw runNotFound(path)
      if (need !== 'read') requireOwn(principal, place.standing, found.user.id)
      return liveness.withHeartbeat(found)
    },

    async list(principal, query) {
      const { filter, after, limit } = query
      const order = query.order ?? newestFirst
      const place = await within(principal, query)
      await settleFor(place, filter, order)
      const found = await pageOfRuns(db, { within: place, filter, order, after, limit: limit + 1 })
      const page = found.slice(0, limit)
      const cursors = new Map(page.map(({ id, cursor }) => [id, cursor]))
      const shown = await findRunsById(
        db,
        page.map(({ id }) => id),
      )
      return {
        runs: shown.map(liveness.withHeartbeat),
        cursors: shown.map(({ id }) => cursors.get(id)!),
        hasMore: found.length > limit,
      }
    },

    async count(principal, query) {
      const place = await within(principal, query)
      await settleFor(place, query.filter)
      return countRuns(db, { within: place, filter: query.filter })
    },

    async placeOf(runId) {
      const run = await findRunById(db, runId)
      return run && { entity: run.entity.name, project: run.project.name, run: run.name }
    },

    clientConfig(run, keys) {
      const part = (clientPart(run.config) ?? {}) as Record<string, unknown>
      const wanted = Object.entries(part).filter(([key]) => !keys || keys.includes(key))
      return JSON.stringify(Object.fromEntries(wanted))
    },

    upsert: upsert.upsert,

    async update(principal, path, fields) {
      return upsert.change(await runs.get(principal, path, 'write'), fields)
    },

    async requestStop(principal, path) {
      const run = await runs.get(principal, path, 'write')
      // A run that seems to have crashed may only be out of reach.
      if (run.state === 'finished' || run.state === 'failed' || run.state === 'killed') return
      await updateRun(db, run.id, { stop_requested: 1, updated_at: clock.now() })
      events.emit('run.changed', { runId: run.id, projectId: run.project.id, what: 'state' })
    },

    async remove(principal, path) {
      const run = await runs.get(principal, path, 'write')
      liveness.forget(run.id)
      index.forget(run.id)
      await forgetRuns(parts, [run.id])
      const subject = `${run.entity.name}/${run.project.name}/${run.name}`
      events.emit('audited', { action: 'run-deleted', actor: principal.username, subject, facts: {} })
      events.emit('run.changed', { runId: run.id, projectId: run.project.id, what: 'state' })
    },

    ...createRunBatches(parts, { projects, index, liveness, settleFor }),

    async rewind(principal, path, step) {
      const run = await runs.get(principal, path, 'write')
      await parquet.linesChange(run.id)
      await history.rewind(run.id, step)
      index.noteSummary(run.id, run.project.id)
      await liveness.revive(run)
      events.emit('run.changed', { runId: run.id, projectId: run.project.id, what: 'lines' })
      return runs.get(principal, path)
    },

    async forStream(principal, entity, project, run) {
      const place = await placeFor(principal, { entity, project, run }, 'write')
      const target = place && (await findTarget(place.id, run))
      if (!target) throw runNotFound({ entity, project, run })
      requireOwn(principal, place.standing, target.user_id)
      liveness.seen(target)
      return { runId: target.id, stopRequested: target.stop_requested === 1 }
    },

    noteStream: liveness.noteStream,
    async close() {
      await liveness.close()
      await index.close()
    },
  }
  return runs
}

const runNotFound = ({ project, run }: RunPath) =>
  new AppError('not-found', 'run-not-found', `There is no run "${run}" in project "${project || defaultProject}".`)
