import { sql } from 'kysely'
import type { HistoryDb } from '../../../storage/sql/schema.ts'
import type { StreamTable } from '../../../storage/sql/tables/history.ts'

export type AnyStreamKind = StreamTable['kind']

/** A stream as the database has it. */
export interface StreamRow {
  id: number
  runId: number
  kind: AnyStreamKind
  lineCount: number
  maxStep: number | null
  foldedLines: number
  sealedLines: number
  generation: number
}

const columns = [
  'id',
  'run_id as runId',
  'kind',
  'line_count as lineCount',
  'max_step as maxStep',
  'folded_lines as foldedLines',
  'sealed_lines as sealedLines',
  'generation',
] as const

export async function findStreams(db: HistoryDb, runIds: number[]): Promise<StreamRow[]> {
  if (runIds.length === 0) return []
  return db.selectFrom('stream').select(columns).where('run_id', 'in', runIds).execute()
}

export async function findStream(db: HistoryDb, runId: number, kind: AnyStreamKind): Promise<StreamRow | undefined> {
  return db.selectFrom('stream').select(columns).where('run_id', '=', runId).where('kind', '=', kind).executeTakeFirst()
}

/** How many segments of each stream are there, and the highest `seq`. */
export async function segmentTotals(db: HistoryDb, streamIds: number[]) {
  if (streamIds.length === 0) return []
  return db
    .selectFrom('segment')
    .select((e) => ['stream_id as streamId', e.fn.max('seq').as('lastSeq'), e.fn.countAll<number>().as('count')])
    .where('stream_id', 'in', streamIds)
    .groupBy('stream_id')
    .execute()
}

export interface SegmentRow {
  seq: number
  first_line: number
  line_count: number
  bytes: Uint8Array
}

/** The segments of a stream that hold any line of `from` (inclusive) to `to` (exclusive), in order of arrival. */
export async function findSegments(db: HistoryDb, streamId: number, from: number, to: number): Promise<SegmentRow[]> {
  return db
    .selectFrom('segment')
    .select(['seq', 'first_line', 'line_count', 'bytes'])
    .where('stream_id', '=', streamId)
    .where('first_line', '<', to)
    .where((e) => e(e('first_line', '+', e.ref('line_count')), '>', from))
    .orderBy('seq')
    .execute()
}

/** Where a stream's segments lie from line `from` on, in order of lines, without what is in them. */
export async function findSegmentSizes(db: HistoryDb, streamId: number, from: number) {
  return db
    .selectFrom('segment')
    .select(['seq', 'first_line', 'line_count', sql<number>`length(bytes)`.as('size')])
    .where('stream_id', '=', streamId)
    .where('first_line', '>=', from)
    .orderBy('first_line')
    .execute()
}

/** Streams that have more than `most` segments: what an earlier process left unfolded. */
export async function findUnfolded(db: HistoryDb, most: number): Promise<StreamRow[]> {
  const rows = await db
    .selectFrom('segment')
    .select('stream_id')
    .groupBy('stream_id')
    .having((e) => e(e.fn.countAll<number>(), '>', most))
    .execute()
  const ids = rows.map(({ stream_id }) => stream_id)
  if (ids.length === 0) return []
  return db.selectFrom('stream').select(columns).where('id', 'in', ids).execute()
}
