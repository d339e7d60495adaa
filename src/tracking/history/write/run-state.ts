import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { type AnyStreamKind, findStreams, type StreamRow, segmentTotals } from '../sql/streams.ts'

/** What the writer remembers of a stream, so that a batch needs no look at what is stored. `id` is 0 until there is a row. */
export interface StreamState extends StreamRow {
  nextSeq: number
  /** Segments not folded yet. */
  segments: number
  /** Their bytes, as far as this process has written them. */
  segmentBytes: number
}

export type RunState = Record<AnyStreamKind, StreamState>

const kinds: AnyStreamKind[] = ['history', 'events', 'log']

const newStreamState = (runId: number, kind: AnyStreamKind): StreamState => ({
  id: 0,
  runId,
  kind,
  lineCount: 0,
  maxStep: null,
  foldedLines: 0,
  sealedLines: 0,
  generation: 0,
  nextSeq: 0,
  segments: 0,
  segmentBytes: 0,
})

/** Reads what is known of these runs. A run without any lines has fresh streams. */
export async function loadRunStates(db: HistoryDb, runIds: number[]): Promise<Map<number, RunState>> {
  const streams = await findStreams(db, runIds)
  const totals = new Map(
    (
      await segmentTotals(
        db,
        streams.map(({ id }) => id),
      )
    ).map((row) => [row.streamId, row]),
  )
  const stateOf = (runId: number, kind: AnyStreamKind): StreamState => {
    const row = streams.find((stream) => stream.runId === runId && stream.kind === kind)
    if (!row) return newStreamState(runId, kind)
    const total = totals.get(row.id)
    const nextSeq = total ? Number(total.lastSeq) + 1 : 0
    return { ...newStreamState(runId, kind), ...row, nextSeq, segments: Number(total?.count ?? 0) }
  }
  const runState = (runId: number) =>
    Object.fromEntries(kinds.map((kind) => [kind, stateOf(runId, kind)])) as unknown as RunState
  return new Map(runIds.map((runId) => [runId, runState(runId)]))
}

export const copyRunState = ({ history, events, log }: RunState): RunState => ({
  history: { ...history },
  events: { ...events },
  log: { ...log },
})
