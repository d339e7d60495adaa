import type { Principal } from '../accounts/principal.ts'
import { AppError } from '../base/errors.ts'
import type { Liveness } from './liveness.ts'
import type { Projects } from './projects.ts'
import type { RunParts } from './run-parts.ts'
import { forgetRuns, runsForgottenAtOnce } from './run-removal.ts'
import { newestFirst, type RunFilter } from './search/filter.ts'
import type { RunIndex } from './search/run-index.ts'
import { pageOfRuns } from './search/sql/page.ts'
import type { Within } from './search/sql/within.ts'
import { moveRun, namesTaken } from './sql/move-runs.ts'
import { findRunsById } from './sql/runs.ts'
import type { Run } from './types.ts'

export interface ProjectPlace {
  entity: string | null
  name: string | null
}

export interface RunBatches {
  /** Removes every run of a project that fits the filter. Returns how many. */
  removeMany(principal: Principal, from: ProjectPlace, filter?: RunFilter): Promise<number>
  /**
   * Moves every run of a project that fits the filter into another, which is made where there is none. Returns how many. Throws `run-exists`,
   * before anything is moved, where the other has a run of the same name.
   */
  move(principal: Principal, from: ProjectPlace, to: ProjectPlace, filter?: RunFilter): Promise<number>
}

interface Helpers {
  projects: Projects
  index: RunIndex
  liveness: Liveness
  settleFor(place: Within, filter?: RunFilter): Promise<void>
}

/** What is done with many runs of a project at once, some at a time, so that nobody else waits. */
export function createRunBatches(parts: RunParts, helpers: Helpers): RunBatches {
  const { db, clock, events } = parts
  const { projects, index, liveness, settleFor } = helpers

  /** The numbers of the runs that fit, as they are at the beginning. */
  async function fitting(projectId: number, filter: RunFilter | undefined): Promise<number[]> {
    await settleFor({ projectId }, filter)
    const page = { within: { projectId }, filter, order: newestFirst, limit: Number.MAX_SAFE_INTEGER }
    return (await pageOfRuns(db, page)).map(({ id }) => id)
  }

  async function inPortions(ids: number[], work: (runs: Run[]) => Promise<void>): Promise<number> {
    let done = 0
    for (let from = 0; from < ids.length; from += runsForgottenAtOnce) {
      const runs = await findRunsById(db, ids.slice(from, from + runsForgottenAtOnce))
      await work(runs)
      for (const { id, project } of runs)
        events.emit('run.changed', { runId: id, projectId: project.id, what: 'state' })
      done += runs.length
    }
    return done
  }

  const tell = (principal: Principal, action: string, { entity, project, name }: Run, facts = {}) =>
    events.emit('audited', {
      action,
      actor: principal.username,
      subject: `${entity.name}/${project.name}/${name}`,
      facts,
    })

  return {
    async removeMany(principal, from, filter) {
      const { id } = await projects.reach(principal, from.entity, from.name, 'write')
      return inPortions(await fitting(id, filter), async (runs) => {
        for (const run of runs) {
          liveness.forget(run.id)
          index.forget(run.id)
        }
        await forgetRuns(
          parts,
          runs.map((run) => run.id),
        )
        for (const run of runs) tell(principal, 'run-deleted', run)
      })
    },

    async move(principal, from, to, filter) {
      const source = await projects.reach(principal, from.entity, from.name, 'write')
      const { project } = await projects.ensure(principal, to.entity, to.name)
      const target = await projects.reach(principal, project.entity.name, project.name, 'write')
      if (target.id === source.id)
        throw new AppError('invalid', 'move-nowhere', 'The runs are in that project already.')
      const ids = await fitting(source.id, filter)
      const [taken] = await namesTaken(db, source.id, target.id, ids)
      if (taken !== undefined)
        throw new AppError(
          'conflict',
          'run-exists',
          `The project "${target.name}" has a run "${taken}" already; nothing was moved.`,
        )
      return inPortions(ids, async (runs) => {
        for (const run of runs) {
          await moveRun(db, run.id, target.id, clock.now())
          liveness.forget(run.id)
          await index.putConfig({ id: run.id, projectId: target.id }, run.config)
          index.noteSummary(run.id, target.id)
          tell(principal, 'run-moved', run, { to: `${target.entity.name}/${target.name}` })
        }
        await index.settle({ projectId: target.id })
      })
    },
  }
}
