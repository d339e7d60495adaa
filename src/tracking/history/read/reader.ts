import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { inSnapshot } from '../../../storage/sql/transaction.ts'
import type { History, StreamCounts } from '../history.ts'
import { readDirectory } from '../sql/directory.ts'
import { type AnyStreamKind, findStream, findStreams, type StreamRow } from '../sql/streams.ts'
import { type KeyTally, keyInfos, summaryText, tallyColumn } from './key-tally.ts'
import { readLines, readSampledLines, readTail } from './line-reader.ts'
import { readLog } from './log-reader.ts'
import { readParquet } from './parquet-reader.ts'
import { RowCache } from './row-cache.ts'
import { readSampledRows } from './sampled-rows.ts'
import { readSeries } from './series.ts'
import { readSegments } from './stored-lines.ts'

/** The half of the history that only reads. It may have a connection, and a thread, of its own. */
export type HistoryReader = Omit<History, 'appendBody' | 'rewind' | 'fork' | 'remove' | 'close' | 'waitingBytes'>

export function createReader(db: HistoryDb): HistoryReader {
  const cache = new RowCache()
  /** Asks about one stream, within one moment; `otherwise` where the run has no such stream. */
  const ofStream = <Result>(
    runId: number,
    kind: AnyStreamKind,
    otherwise: Result,
    work: (trx: HistoryDb, stream: StreamRow) => Promise<Result>,
  ) =>
    inSnapshot(db, async (trx) => {
      const stream = await findStream(trx, runId, kind)
      return stream ? work(trx, stream) : otherwise
    })

  const reader: HistoryReader = {
    counts: async (runId) => (await reader.countsOf([runId])).get(runId)!,

    async countsOf(runIds) {
      const none = (): StreamCounts => ({ history: 0, events: 0, log: 0 })
      const counts = new Map(runIds.map((runId) => [runId, none()]))
      for (const { runId, kind, lineCount } of await findStreams(db, runIds)) counts.get(runId)![kind] = lineCount
      return counts
    },

    summary: async (runId) => (await reader.summaries([runId])).get(runId)!,

    async summaries(runIds) {
      const texts = new Map<number, string>()
      if (runIds.length === 0) return texts
      const sent = await db.selectFrom('run_summary').select(['run_id', 'text']).where('run_id', 'in', runIds).execute()
      for (const { run_id, text } of sent) texts.set(run_id, text)
      for (const runId of runIds)
        if (!texts.has(runId))
          texts.set(
            runId,
            await ofStream(runId, 'history', '{}', async (trx, stream) => summaryText(await tallyOf(trx, stream))),
          )
      return texts
    },

    async keys(runIds, kind) {
      const infos = new Map()
      for (const runId of runIds)
        infos.set(runId, await ofStream(runId, kind, [], async (trx, stream) => keyInfos(await tallyOf(trx, stream))))
      return infos
    },

    lastStep: async (runId) => (await findStream(db, runId, 'history'))?.maxStep ?? null,

    async series(query) {
      const series = []
      for (const runId of query.runIds)
        series.push(...(await ofStream(runId, query.kind, [], (trx, stream) => readSeries(trx, stream, query, cache))))
      return series
    },

    lines: (runId, kind, range) => ofStream(runId, kind, [], (trx, stream) => readLines(trx, stream, range)),
    sampledLines: (runId, kind, range) =>
      ofStream(runId, kind, [], (trx, stream) => readSampledLines(trx, stream, range)),
    sampledRows: (runId, kind, query) =>
      ofStream(runId, kind, [], (trx, stream) => readSampledRows(trx, stream, query)),
    parquet: (runId, fromLine) =>
      ofStream(runId, 'history', null, async (trx, stream) =>
        readParquet(trx, stream, await tallyOf(trx, stream), fromLine),
      ),
    tail: (runId, kind, count) => ofStream(runId, kind, [], (trx, stream) => readTail(trx, stream, count)),
    log: (runId, range) => ofStream(runId, 'log', [], (trx, stream) => readLog(trx, stream, range)),
  }
  return reader
}

async function tallyOf(db: HistoryDb, stream: StreamRow): Promise<KeyTally> {
  const { tally } = await readDirectory(db, stream.id)
  for (const { firstLine, columns } of await readSegments(db, stream, 0, stream.lineCount))
    for (const column of columns.columns) tallyColumn(tally, firstLine, column)
  return tally
}
