import type { Log } from '../../base/log.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { RunValueTable } from '../../storage/sql/tables/runs.ts'
import type { RunState } from '../../storage/sql/tables/tracking.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import type { History } from '../history/history.ts'
import { ensureKeys, putValues, removeValues, storedValues } from './sql/values.ts'
import { type SearchValue, type ValuePart, valuesOf } from './values.ts'

/**
 * Keeps what runs are searched and ordered by: the values of their configs and summaries. A config is written when it changes. A summary
 * changes with every request of a run's stream: those of all runs are written together in the pauses, when a run ends, and before anybody
 * asks for runs of the project by a value of it.
 */
export interface RunIndex {
  /** Reads the run's config anew. */
  putConfig(run: { id: number; projectId: number }, config: string): Promise<void>
  /** Told that the summary of a run may have changed. */
  noteSummary(runId: number, projectId: number): void
  /** Writes the summaries that changed: of all runs, of one project, or of one run. */
  settle(within?: { projectId: number } | { runId: number }): Promise<void>
  forget(runId: number): void
  close(): Promise<void>
}

export interface RunIndexParts {
  db: AppDb
  history: History
  log: Log
}

const going: RunState[] = ['running', 'preempting', 'pending']
const settleEvery = 10_000
const runsAtOnce = 25

export function createRunIndex({ db, history, log }: RunIndexParts): RunIndex {
  /** Runs whose summary is not written yet, with their projects. */
  const waiting = new Map<number, number>()
  /** Those that somebody waits for. The ones that come while some are written are the next to be, together. */
  const wanted = new Set<number>()
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  let closed = false
  const timer = setInterval(() => {
    index.settle().catch((error) => log.error({ err: error }, 'summaries could not be indexed; it is tried again'))
  }, settleEvery)
  timer.unref()

  /** Runs that go on may have logged more, before the server was started, than it had the time to write. */
  async function noteGoing(): Promise<void> {
    const rows = await db.selectFrom('run').select(['id', 'project_id']).where('state', 'in', going).execute()
    for (const { id, project_id } of rows) waiting.set(id, project_id)
  }

  const begun = noteGoing().catch((error) => log.error({ err: error }, 'the running runs could not be read'))
  const mended = begun.then(mendConfigs).catch((error) => log.error({ err: error }, 'configs could not be indexed'))

  /** A server that was killed may have kept the config of a run and not yet its values. */
  async function mendConfigs(): Promise<void> {
    const going = [...waiting]
    for (let from = 0; from < going.length && !closed; from += runsAtOnce) {
      const ids = going.slice(from, from + runsAtOnce).map(([runId]) => runId)
      const rows = await db.selectFrom('run').select(['id', 'project_id', 'config']).where('id', 'in', ids).execute()
      const said = rows.map(({ id, project_id, config }) => ({ runId: id, projectId: project_id, json: config }))
      await put(
        db,
        said.map((each) => ({ ...each, part: 'config' })),
      )
    }
  }

  async function settleWanted(): Promise<void> {
    next = null
    const runs = [...wanted].flatMap((runId) => (waiting.has(runId) ? [[runId, waiting.get(runId)!] as const] : []))
    wanted.clear()
    for (let from = 0; from < runs.length; from += runsAtOnce) await settleSome(runs.slice(from, from + runsAtOnce))
  }

  async function settleSome(runs: (readonly [runId: number, projectId: number])[]): Promise<void> {
    // Forgotten before they are read: what changes meanwhile is noted again.
    for (const [runId] of runs) waiting.delete(runId)
    try {
      const summaries = await history.summaries(runs.map(([runId]) => runId))
      const said = runs.map(([runId, projectId]) => ({
        ...{ runId, projectId, part: 'summary' as const },
        json: summaries.get(runId) ?? '{}',
      }))
      await put(db, said)
    } catch (error) {
      for (const [runId, projectId] of runs) waiting.set(runId, projectId)
      throw error
    }
  }

  const index: RunIndex = {
    putConfig: (run, json) => put(db, [{ runId: run.id, projectId: run.projectId, part: 'config', json }]),
    noteSummary: (runId, projectId) => void waiting.set(runId, projectId),

    async settle(within) {
      await begun
      for (const [runId, projectId] of waiting)
        if (!within || ('runId' in within ? runId === within.runId : projectId === within.projectId)) wanted.add(runId)
      next ??= running.then(settleWanted)
      running = next.catch(() => undefined)
      return next
    },

    forget: (runId) => void waiting.delete(runId),

    async close() {
      clearInterval(timer)
      closed = true
      await mended
      await index.settle()
    },
  }
  return index
}

interface Said {
  runId: number
  projectId: number
  part: ValuePart
  json: string
}

/** Makes what is kept of parts of runs what their texts say, in one transaction, with no write where they say the same. */
async function put(db: AppDb, said: Said[]): Promise<void> {
  const wanted: { said: Said; values: Map<number, SearchValue> }[] = []
  for (const each of said) {
    const values = valuesOf(each.part, each.json)
    const keys = await ensureKeys(db, each.projectId, [...values.keys()])
    const byKey = [...values].map(([name, value]) => [keys.get(name)!, value] as const)
    wanted.push({ said: each, values: new Map(byKey) })
  }
  await inTransaction(db, async (trx) => {
    const fresh: RunValueTable[] = []
    for (const { said, values } of wanted) {
      // A run that is gone, or moved away, would leave its values behind.
      if (!(await isThere(trx, said))) continue
      const stored = await storedValues(trx, said.runId, said.part)
      for (const [key_id, value] of values)
        if (!isSame(value, stored.get(key_id))) fresh.push({ key_id, run_id: said.runId, ...value })
      const gone = [...stored.keys()].filter((key) => !values.has(key))
      await removeValues(trx, said.runId, gone)
    }
    await putValues(trx, fresh)
  })
}

async function isThere(db: AppDb, { runId, projectId }: Said): Promise<boolean> {
  const query = db.selectFrom('run').select('id').where('id', '=', runId).where('project_id', '=', projectId)
  return (await query.executeTakeFirst()) !== undefined
}

const isSame = (a: SearchValue, b: SearchValue | undefined): boolean =>
  a.kind === b?.kind && a.number === b.number && a.text === b.text
