import { AppError } from '../../../base/errors.ts'
import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { inTransaction } from '../../../storage/sql/transaction.ts'
import type { StreamChunk, StreamCounts } from '../history.ts'
import { type Batch, prepareBatch } from './batch.ts'
import { createFolding } from './folding.ts'
import { copyRunState, loadRunStates, type RunState } from './run-state.ts'
import { BatchTransaction } from './transaction-batch.ts'

/** Bytes of segments that one transaction takes; what is beyond waits for the next. */
const transactionBytes = 32 * 1024 * 1024
/** Runs whose state is kept in memory. */
const rememberedRuns = 2000

export interface Appended {
  counts: StreamCounts
  changed: boolean
}

export interface Writer {
  /** Resolves when the lines are durable. All that waits, of whatever run, goes into one transaction. */
  append(runId: number, chunk: StreamChunk): Promise<Appended>
  /** Runs something that changes what is stored of these runs, alone, and forgets what was remembered of them. */
  alone<Result>(runIds: number[], work: (trx: HistoryDb) => Promise<Result>): Promise<Result>
  /** Folds all segments of all streams now. */
  foldAll(): Promise<void>
  /** Stops folding, and waits until nothing is being written. */
  settle(): Promise<void>
}

export interface WriterParts {
  db: HistoryDb
  /** Told once for each batch that brought other lines than those stored at its place. */
  onConflict(conflict: { runId: number; kind: string; line: number }): void
  /** Told when folding failed; the lines stay as they were, and it is tried again. */
  onError(error: unknown): void
}

interface Waiting {
  runId: number
  batch: Batch
  resolve(appended: Appended): void
  reject(error: unknown): void
}

/** The one that writes lines. There is one for a database file; it runs in a thread of its own. */
export function createWriter({ db, onConflict, onError }: WriterParts): Writer {
  const known = new Map<number, RunState>()
  let waiting: Waiting[] = []
  const jobs: (() => Promise<void>)[] = []
  let writing: Promise<void> | null = null
  /** How often a run's lines were rewritten, or came into a gap: what was worked out before is then void. */
  const epochs = new Map<number, number>()
  const endEpoch = (runId: number) => void epochs.set(runId, (epochs.get(runId) ?? 0) + 1)
  const folding = createFolding({
    db,
    epochOf: (runId) => epochs.get(runId) ?? 0,
    write: ({ runId, kind }, epoch, work) =>
      enqueue(async () => {
        if ((epochs.get(runId) ?? 0) !== epoch) return
        const change = await inTransaction(db, work)
        const state = known.get(runId)?.[kind]
        if (state) change(state)
      }),
    onError,
  })

  async function writeAll(): Promise<void> {
    // Batches that arrived together are parsed before the first of them is written.
    await new Promise((resolve) => setImmediate(resolve))
    while (waiting.length > 0 || jobs.length > 0) {
      await jobs.shift()?.()
      const group = takeGroup()
      try {
        await writeGroup(group)
      } catch (cause) {
        for (const { runId } of group) known.delete(runId)
        const error = new AppError('unavailable', 'history-not-written', 'The lines could not be written just now.', {
          cause,
          facts: { reason: String(cause) },
          retryAfter: 5,
        })
        for (const { reject } of group) reject(error)
      }
      // Lets the messages in that came meanwhile.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  function takeGroup(): Waiting[] {
    let size = 0
    let count = 0
    while (count < waiting.length && (count === 0 || size < transactionBytes)) size += waiting[count++]!.batch.size
    const group = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return group
  }

  async function writeGroup(group: Waiting[]): Promise<void> {
    if (group.length === 0) return
    const unknown = [...new Set(group.map(({ runId }) => runId))].filter((runId) => !known.has(runId))
    const done = await inTransaction(db, async (trx) => {
      const loaded = unknown.length > 0 ? await loadRunStates(trx, unknown) : new Map<number, RunState>()
      const states = new Map<number, RunState>()
      const stateOf = (runId: number) => {
        const state = states.get(runId) ?? copyRunState(known.get(runId) ?? loaded.get(runId)!)
        states.set(runId, state)
        return state
      }
      const transaction = new BatchTransaction(trx)
      const results: Appended[] = []
      for (const { runId, batch } of group) {
        const state = stateOf(runId)
        const changed = await transaction.add(state, batch)
        results.push({ changed, counts: countsOf(state) })
      }
      await transaction.finish()
      return { states, results, transaction }
    })
    const { conflicts, touched, filled } = done.transaction
    for (const runId of filled) endEpoch(runId)
    for (const [runId, state] of done.states) remember(runId, state)
    for (const stream of touched) folding.touched(stream)
    group.forEach(({ resolve }, i) => void resolve(done.results[i]!))
    for (const conflict of conflicts) onConflict(conflict)
  }

  function remember(runId: number, state: RunState): void {
    known.delete(runId)
    known.set(runId, state)
    if (known.size > rememberedRuns) known.delete(known.keys().next().value!)
  }

  function wake(): void {
    writing ??= writeAll().finally(() => {
      writing = null
    })
  }

  /** Runs a job between two groups of batches. */
  const enqueue = <Result>(job: () => Promise<Result>) =>
    new Promise<Result>((resolve, reject) => {
      jobs.push(() => job().then(resolve, reject))
      wake()
    })

  return {
    append: (runId, chunk) =>
      new Promise((resolve, reject) => {
        waiting.push({ runId, batch: prepareBatch(chunk), resolve, reject })
        wake()
      }),
    alone: (runIds, work) =>
      enqueue(async () => {
        for (const runId of runIds) {
          known.delete(runId)
          endEpoch(runId)
        }
        return inTransaction(db, work)
      }),
    foldAll: () => folding.foldAll(),
    async settle() {
      await folding.stop()
      while (writing !== null) await writing
    },
  }
}

const countsOf = ({ history, events, log }: RunState): StreamCounts => ({
  history: history.lineCount,
  events: events.lineCount,
  log: log.lineCount,
})
