import type { Updateable } from 'kysely'
import type { Principal, Standing } from '../accounts/principal.ts'
import { AppError } from '../base/errors.ts'
import { insertIfAbsent } from '../storage/sql/portable.ts'
import type { RunTable } from '../storage/sql/tables/tracking.ts'
import { branchPoint, keepClientPart } from './config-text.ts'
import type { Liveness } from './liveness.ts'
import { checkName } from './names.ts'
import type { Projects } from './projects.ts'
import { newDisplayName } from './run-names.ts'
import type { RunParts } from './run-parts.ts'
import type { RunIndex } from './search/run-index.ts'
import { countRuns } from './search/sql/page.ts'
import { findRun, findRunById, removeRuns, updateRun } from './sql/runs.ts'
import type { Project, Run, RunFields, RunPath, RunState } from './types.ts'

const states: RunState[] = ['running', 'finished', 'failed', 'crashed', 'killed', 'preempting', 'pending']

/** Making runs and changing what is said of them. */
export function createRunUpsert(parts: RunParts, projects: Projects, liveness: Liveness, index: RunIndex) {
  const { db, clock, events, history } = parts

  async function insert(userId: number, project: Project, name: string, fields: RunFields): Promise<boolean> {
    const now = clock.now()
    const number = (await countRuns(db, { within: { projectId: project.id } })) + 1
    return insertIfAbsent(db, 'run', {
      project_id: project.id,
      name: checkName('run', name),
      user_id: userId,
      stop_requested: 0,
      exit_code: null,
      created_at: now,
      updated_at: now,
      heartbeat_at: now,
      finished_at: null,
      display_name: newDisplayName(number),
      state: 'running',
      config: '{}',
      tags: '[]',
      group_name: null,
      job_type: null,
      sweep_name: null,
      notes: null,
      host: null,
      program: null,
      commit_hash: null,
      repository: null,
      ...(columnsOf(fields) as object),
    })
  }

  /** A run that begins as a branch of another has that one's history up to the step. */
  async function branch(run: Run, project: Project, source: { run: string; step: number }): Promise<void> {
    const from = await findRun(db, project.id, source.run)
    if (!from)
      throw new AppError('not-found', 'run-not-found', `There is no run "${source.run}" in this project to fork from.`)
    await history.fork(from.id, source.step, run.id)
  }

  async function change(run: Run, fields: RunFields): Promise<Run> {
    const columns = columnsOf({ ...fields, config: fields.config && keepClientPart(fields.config, run.config) })
    if (Object.keys(columns).length > 0) await updateRun(db, run.id, { ...columns, updated_at: clock.now() })
    if (columns.config !== undefined && columns.config !== run.config) await indexConfig(run, columns.config)
    if (fields.summary) await setSummary(run, fields.summary)
    events.emit('run.changed', { runId: run.id, projectId: run.project.id, what: 'description' })
    return (await findRunById(db, run.id)) ?? run
  }

  const indexConfig = ({ id, project }: Run, config: string) => index.putConfig({ id, projectId: project.id }, config)

  async function setSummary(run: Run, summary: string): Promise<void> {
    const files = { 'wandb-summary.json': { offset: 0, content: [summary] } }
    await history.appendBody(run.id, Buffer.from(JSON.stringify({ files })))
    index.noteSummary(run.id, run.project.id)
    await index.settle({ runId: run.id })
  }

  async function upsert(principal: Principal, path: RunPath, fields: RunFields) {
    const { project, standing } = await projects.ensure(principal, path.entity, path.project)
    const inserted = await insert(ownerOf(principal, standing), project, path.run, fields)
    const run = (await findRun(db, project.id, path.run)) as Run
    if (!inserted) {
      requireOwn(principal, standing, run.user.id)
      if (run.state !== 'running' && !fields.state) await liveness.revive(run)
      return { run: await change(run, fields), inserted }
    }
    await indexConfig(run, run.config)
    const source = fields.config ? branchPoint(fields.config) : null
    if (source) {
      await branch(run, project, source).catch(async (error) => {
        await removeRuns(db, [run.id])
        throw error
      })
      index.noteSummary(run.id, project.id)
    }
    return { run: await change(run, { summary: fields.summary }), inserted }
  }

  return { upsert, change }
}

/** In a project of others a run is the service account's own: it may change no others there. */
const ownerOf = ({ userId, actingFor }: Principal, standing: Standing): number =>
  standing === 'contributor' ? userId : (actingFor ?? userId)

/** Whoever may only add runs changes none of others. Throws AppError `forbidden`. */
export function requireOwn({ userId }: Principal, standing: Standing, ownerId: number): void {
  if (standing !== 'contributor' || ownerId === userId) return
  throw new AppError('forbidden', 'forbidden', 'In this project you may add runs, and change only those.')
}

function columnsOf(fields: RunFields): Updateable<RunTable> {
  const state = fields.state as RunState | null | undefined
  if (state && !states.includes(state))
    throw new AppError('invalid', 'run-state-unknown', `"${state}" is no state of a run. Use ${states.join(', ')}.`)
  const columns: Updateable<RunTable> = {
    display_name: fields.displayName || undefined,
    notes: fields.notes ?? undefined,
    config: fields.config ?? undefined,
    group_name: fields.group ?? undefined,
    job_type: fields.jobType ?? undefined,
    sweep_name: fields.sweep ?? undefined,
    tags: fields.tags ? JSON.stringify([...new Set(fields.tags)]) : undefined,
    host: fields.host ?? undefined,
    program: fields.program ?? undefined,
    commit_hash: fields.commit ?? undefined,
    repository: fields.repository ?? undefined,
    state: state ?? undefined,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}
