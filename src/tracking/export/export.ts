import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import { createReader } from '../history/read/reader.ts'
import type { RunCursor } from '../search/filter.ts'
import { pageOfRuns } from '../search/sql/page.ts'
import { findRunsById } from '../sql/runs.ts'
import type { Run } from '../types.ts'
import { type ExportParts, writeRun } from './write-run.ts'

export interface ExportWish {
  /** Below it there is a folder for each run: `ENTITY/PROJECT/RUN`. */
  folder: string
  /** `ENTITY/PROJECT`: this project alone. */
  project?: string
  /** Told of each run when it is done. */
  onRun?(run: ExportedRun): void
}

export interface ExportedRun {
  place: string
  /** Files of it that could not be written, by name. */
  leftOut: string[]
  /** False where it was there already, as it is now. */
  isNew: boolean
}

const runsAtOnce = 200

/** Writes runs as open files, one folder each. Throws AppError `project-not-found`. */
export async function exportRuns(parts: ExportParts, wish: ExportWish): Promise<{ runs: number; written: number }> {
  const within = wish.project === undefined ? { scope: null } : { projectId: await projectOf(parts.db, wish.project) }
  const done = { runs: 0, written: 0 }
  const order = { by: 'createdAt', direction: 'asc' } as const
  let after: RunCursor | undefined
  while (true) {
    const page = await pageOfRuns(parts.db, { within, order, limit: runsAtOnce, after })
    const ids = page.map(({ id }) => id)
    for (const run of await findRunsById(parts.db, ids)) {
      const exported = await exportRun(parts, wish.folder, run)
      done.runs += 1
      done.written += exported.isNew ? 1 : 0
      wish.onRun?.(exported)
    }
    after = page.at(-1)?.cursor
    if (!after) return done
  }
}

/** The number of a project by `ENTITY/PROJECT`. Throws AppError `project-not-found`. */
export async function projectOf(db: AppDb, name: string): Promise<number> {
  const [entity = '', project = ''] = name.split('/')
  const row = await db
    .selectFrom('project')
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .select('project.id')
    .where('entity.name', '=', entity)
    .where('project.name', '=', project)
    .executeTakeFirst()
  if (row) return row.id
  throw new AppError('not-found', 'project-not-found', `There is no project "${name}". Write it as ENTITY/PROJECT.`)
}

async function exportRun(parts: ExportParts, folder: string, run: Run): Promise<ExportedRun> {
  const place = path.join(run.entity.name, run.project.name, run.name)
  const target = path.join(folder, place)
  const state = await stateOf(parts, run)
  if ((await stateOfExported(target)) === state) return { place, leftOut: [], isNew: false }
  return { place, isNew: true, leftOut: await writeRun(parts, target, run, state) }
}

/** Changes with everything that an export of the run would show. */
async function stateOf({ db, history }: ExportParts, run: Run): Promise<string> {
  const counts = await createReader(history).counts(run.id)
  const files = await db
    .selectFrom('run_file')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('updated_at').as('latest')])
    .where('run_id', '=', run.id)
    .executeTakeFirstOrThrow()
  const { state, updatedAt, heartbeatAt } = run
  return JSON.stringify([state, updatedAt, heartbeatAt, counts, Number(files.count), Number(files.latest)])
}

const stateOfExported = async (target: string): Promise<string | null> =>
  readFile(path.join(target, 'run.json'), 'utf8')
    .then((text) => String(JSON.parse(text).exportedState))
    .catch(() => null)
