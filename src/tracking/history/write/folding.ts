import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { foldStream, writeFolded } from '../fold/fold.ts'
import { foldLog, writeFoldedLog } from '../fold/fold-log.ts'
import { findStream, findUnfolded, type StreamRow } from '../sql/streams.ts'
import type { StreamState } from './run-state.ts'

/** A stream is folded when so much of it waits: readers look through all of it. */
const dueLines = 4096
const dueSegments = 256
const dueBytes = 8 * 1024 * 1024
/** Milliseconds without a new line after which what is there is folded. */
const idleAfter = 30_000

export interface FoldingParts {
  db: HistoryDb
  /**
   * Runs a transaction between those of the batches, unless the run was rewound or removed since `epoch`, and then what it returns on
   * what the writer remembers of the stream.
   */
  write(
    stream: Pick<StreamRow, 'runId' | 'kind'>,
    epoch: number,
    work: (trx: HistoryDb) => Promise<(state: StreamState) => void>,
  ): Promise<void>
  epochOf(runId: number): number
  onError(error: unknown): void
}

export interface Folding {
  /** Told of each stream that got a segment. */
  touched(stream: StreamState): void
  /** Folds what is due, and what an earlier process left behind. Called by timers; a test may call it. */
  foldAll(): Promise<void>
  stop(): Promise<void>
}

/** Folds streams in the background, one after the other, in the pauses of the writer. */
export function createFolding({ db, write, epochOf, onError }: FoldingParts): Folding {
  const queue = new Map<number, StreamRow>()
  const lastTouched = new Map<number, { stream: StreamRow; at: number }>()
  let running: Promise<void> | null = null
  let stopped = false

  async function foldOne({ runId, kind }: StreamRow): Promise<void> {
    const epoch = epochOf(runId)
    const stream = await findStream(db, runId, kind)
    if (!stream) return
    const folded = kind === 'log' ? await foldLog(db, stream) : await foldStream(db, stream)
    if (folded === null) return
    await write({ runId, kind }, epoch, async (trx) => {
      if ('directory' in folded) await writeFolded(trx, folded)
      else await writeFoldedLog(trx, folded)
      return (state: StreamState) => {
        state.segments = Math.max(state.nextSeq - 1 - folded.lastSeq, 0)
        state.segmentBytes = 0
        if ('directory' in folded)
          Object.assign(state, { foldedLines: folded.foldedLines, sealedLines: folded.sealedLines })
      }
    })
  }

  async function run(): Promise<void> {
    for (const [id, stream] of queue) {
      if (stopped) return
      queue.delete(id)
      await foldOne(stream).catch(onError)
    }
  }

  function enqueue(stream: StreamRow): void {
    queue.set(stream.id, stream)
    running ??= run().finally(() => {
      running = null
      const next = queue.values().next()
      if (!next.done && !stopped) enqueue(next.value)
    })
  }

  const idleCheck = setInterval(() => {
    const now = Date.now()
    for (const [id, { stream, at }] of lastTouched) {
      if (now - at < idleAfter) continue
      lastTouched.delete(id)
      enqueue(stream)
    }
  }, idleAfter / 3)
  idleCheck.unref()
  const leftBehind = setTimeout(
    () => findUnfolded(db, 1).then((streams) => streams.forEach(enqueue), onError),
    idleAfter,
  )
  leftBehind.unref()

  return {
    touched(stream) {
      lastTouched.set(stream.id, { stream, at: Date.now() })
      const lines = stream.lineCount - stream.foldedLines
      const due = stream.kind === 'log' ? false : lines >= dueLines
      if (due || stream.segments >= dueSegments || stream.segmentBytes >= dueBytes) enqueue(stream)
    },
    async foldAll() {
      for (const stream of await findUnfolded(db, 0)) enqueue(stream)
      while (running !== null) await running
    },
    async stop() {
      stopped = true
      clearInterval(idleCheck)
      clearTimeout(leftBehind)
      while (running !== null) await running
    },
  }
}
