import type { HistoryDb } from '../../../storage/sql/schema.ts'
import type { ParquetPart } from '../history.ts'
import { isTable, parquetOf } from '../parquet/columns.ts'
import type { StreamRow } from '../sql/streams.ts'
import type { KeyTally } from './key-tally.ts'
import { type Part, readParts, readWindows } from './stored-lines.ts'

/** Numbers of one file: about 16 MB of them, which take a fraction of a second. */
const valuesAtOnce = 2_000_000

/** The lines from `fromLine` on, as many as go into one file; null where they are no table. */
export async function readParquet(
  db: HistoryDb,
  stream: StreamRow,
  tally: KeyTally,
  fromLine: number,
): Promise<ParquetPart | null> {
  if (!isTable(tally, stream.lineCount)) return null
  const most = Math.max(1000, Math.floor(valuesAtOnce / tally.size))
  const to = Math.min(fromLine + most, stream.lineCount)
  const parts: Part[] = []
  for (const window of await readWindows(db, stream, { fromLine }))
    if (window.from < to) parts.push(...(await readParts(db, stream, window.from, Math.min(window.to, to))))
  const file = await parquetOf(parts)
  return file && { file: new Uint8Array(file), lineCount: to - fromLine, isLast: to === stream.lineCount }
}
