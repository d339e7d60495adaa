import { insertOrUpdate, insertWithId } from '../../../storage/sql/portable.ts'
import type { HistoryDb } from '../../../storage/sql/schema.ts'
import type { SegmentTable } from '../../../storage/sql/tables/history.ts'
import { encodeSegment } from '../codec/segment.ts'
import { fillChunks } from '../fold/fill.ts'
import { textOfRows } from '../lines/text-of-rows.ts'
import { linesOfParts, type Part, readParts } from '../read/stored-lines.ts'
import { type Batch, encodeLog, largestStep, type PlacedColumns, sliceColumns } from './batch.ts'
import type { RunState, StreamState } from './run-state.ts'

/** Bytes of segments that one statement carries: well below the packet limit of MySQL servers (16 MiB), written as hexadecimal. */
const statementBytes = 4 * 1024 * 1024

/** What one transaction takes in: the batches of all runs that wait. Everything is written with `finish`. */
export class BatchTransaction {
  readonly #db: HistoryDb
  #segments: SegmentTable[] = []
  /** Streams that got lines. */
  readonly touched = new Set<StreamState>()
  readonly #summaries = new Map<number, string>()
  /** Runs of which a gap was filled: what was worked out from their lines before is void. */
  readonly filled = new Set<number>()
  /** Lines that came again and differ from what is stored. */
  conflicts: { runId: number; kind: string; line: number }[] = []

  constructor(db: HistoryDb) {
    this.#db = db
  }

  /** Takes one batch in and moves `run` on. Returns whether anything is new. */
  async add(run: RunState, batch: Batch): Promise<boolean> {
    let changed = false
    if (batch.history && (await this.#addColumns(run.history, batch.history))) changed = true
    if (batch.events && (await this.#addColumns(run.events, batch.events))) changed = true
    if (batch.log) {
      await this.#addSegment(run.log, batch.log.offset, batch.log.lines.length, encodeLog(batch.log.lines))
      changed = true
    }
    if (batch.summary !== undefined) {
      this.#summaries.set(run.history.runId, batch.summary)
      changed = true
    }
    return changed
  }

  async finish(): Promise<void> {
    await this.#flush()
    for (const { id, lineCount, maxStep } of this.touched)
      await this.#db
        .updateTable('stream')
        .set({ line_count: lineCount, max_step: maxStep })
        .where('id', '=', id)
        .execute()
    for (const [run_id, text] of this.#summaries)
      await insertOrUpdate(this.#db, 'run_summary', { run_id, text }, ['run_id'], { text })
  }

  async #addColumns(stream: StreamState, { offset, columns, bytes }: PlacedColumns): Promise<boolean> {
    const step = largestStep(columns)
    if (offset >= stream.lineCount) {
      await this.#addSegment(stream, offset, columns.rowCount, bytes)
      if (step !== null && step > (stream.maxStep ?? Number.NEGATIVE_INFINITY)) stream.maxStep = step
      return true
    }
    const fresh = await this.#freshRanges(stream, { offset, columns, bytes })
    const late: Part[] = []
    for (const [from, to] of fresh) {
      const part = sliceColumns(columns, from, to)
      const firstLine = offset + from
      if (firstLine < stream.lineCount) this.filled.add(stream.runId)
      if (firstLine < stream.foldedLines) late.push({ firstLine, columns: part })
      else await this.#addSegment(stream, firstLine, part.rowCount, encodeSegment(part))
      const partStep = largestStep(part)
      if (partStep !== null && partStep > (stream.maxStep ?? Number.NEGATIVE_INFINITY)) stream.maxStep = partStep
    }
    if (late.length > 0) {
      await fillChunks(this.#db, stream, late)
      this.touched.add(stream)
    }
    return fresh.length > 0
  }

  /**
   * A batch that begins before the end: the client repeats what it holds for unanswered. Lines that are stored are compared, never
   * overwritten; what is behind the end, or missing in a gap, is new. Returns ranges of rows, each folded or not folded as a whole.
   */
  async #freshRanges(stream: StreamState, { offset, columns }: PlacedColumns): Promise<[number, number][]> {
    await this.#flush()
    const end = Math.min(stream.lineCount, offset + columns.rowCount)
    const stored = new Map(
      linesOfParts(await readParts(this.#db, stream, offset, end)).map(({ number, text }) => [number, text]),
    )
    const ranges: [number, number][] = []
    const texts = textOfRows(sliceColumns(columns, 0, end - offset))
    for (let row = 0; row < columns.rowCount; row++) {
      const line = offset + row
      const known = stored.get(line)
      if (known === undefined) {
        const last = ranges.at(-1)
        if (last && last[1] === row && line !== stream.foldedLines) last[1]++
        else ranges.push([row, row + 1])
      } else if (known !== texts[row]) this.#conflict(stream, line)
    }
    return ranges
  }

  #conflict({ runId, kind }: StreamState, line: number): void {
    if (!this.conflicts.some((each) => each.runId === runId && each.kind === kind))
      this.conflicts.push({ runId, kind, line })
  }

  async #addSegment(stream: StreamState, firstLine: number, lineCount: number, bytes: Uint8Array): Promise<void> {
    if (stream.id === 0)
      stream.id = await insertWithId(this.#db, 'stream', {
        run_id: stream.runId,
        kind: stream.kind,
        line_count: 0,
        max_step: null,
        folded_lines: 0,
        sealed_lines: 0,
        generation: 0,
      })
    const seq = stream.nextSeq++
    this.#segments.push({ stream_id: stream.id, seq, first_line: firstLine, line_count: lineCount, bytes })
    stream.lineCount = Math.max(stream.lineCount, firstLine + lineCount)
    stream.segments++
    stream.segmentBytes += bytes.length
    this.touched.add(stream)
  }

  async #flush(): Promise<void> {
    let rows: SegmentTable[] = []
    let size = 0
    for (const segment of this.#segments) {
      if (rows.length > 0 && size + segment.bytes.length > statementBytes) {
        await this.#db.insertInto('segment').values(rows).execute()
        rows = []
        size = 0
      }
      rows.push(segment)
      size += segment.bytes.length
    }
    if (rows.length > 0) await this.#db.insertInto('segment').values(rows).execute()
    this.#segments = []
  }
}
