import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { encodeColumn } from '../codec/chunk-column.ts'
import { isEmpty } from '../lines/columns.ts'
import { clip, type Part, readChunks } from '../read/stored-lines.ts'
import { findChunks, insertRows } from '../sql/chunks.ts'
import { idsOf, readDirectory, writeDirectory } from '../sql/directory.ts'
import type { StreamRow } from '../sql/streams.ts'
import { combineParts } from './combine.ts'
import { addToDirectory, chunkRow } from './fold.ts'
import { rebuild } from './rebuild.ts'

/**
 * Puts lines that were missing when their chunks were folded into these chunks. Costs a walk through the whole stream, once for all of
 * `late`: clients send lines in order, so a gap that is filled so late is an accident's end.
 */
export async function fillChunks(db: HistoryDb, stream: StreamRow, late: Part[]): Promise<void> {
  const directory = await readDirectory(db, stream.id)
  addToDirectory(directory, late)
  await writeDirectory(db, stream.id, directory)
  const ids = idsOf(directory)
  const [from, to] = [late[0]!.firstLine, endOf(late.at(-1)!)]
  for (const { first_line, line_count } of await findChunks(db, stream.id, from, to)) {
    const end = first_line + line_count
    const fresh = late.filter((part) => part.firstLine < end && endOf(part) > first_line)
    if (fresh.length === 0) continue
    const parts = fresh.map(({ firstLine, columns }) => clip(firstLine, columns, first_line, end))
    const [known] = await readChunks(db, stream, first_line, end)
    const all = combineParts(between(known!, parts), first_line, line_count)
    await db
      .deleteFrom('chunk_column')
      .where('stream_id', '=', stream.id)
      .where('first_line', '=', first_line)
      .execute()
    const columns = all.columns.filter((column) => !isEmpty(column))
    await insertRows(
      db,
      'chunk_column',
      columns.map((column) => {
        return { stream_id: stream.id, key_id: ids.get(column.path)!, first_line, bytes: encodeColumn(column) }
      }),
    )
    await db
      .updateTable('chunk')
      .set(chunkRow(all, first_line, first_line, line_count))
      .where('stream_id', '=', stream.id)
      .where('first_line', '=', first_line)
      .execute()
  }
  await rebuild(db, stream)
  stream.generation++
  await db.updateTable('stream').set({ generation: stream.generation }).where('id', '=', stream.id).execute()
}

const endOf = ({ firstLine, columns }: Part): number => firstLine + columns.rowCount

/** `known`, cut where `parts` (in order of lines) belong, and they in between. */
function between({ firstLine, columns }: Part, parts: Part[]): Part[] {
  const all: Part[] = []
  let at = firstLine
  for (const part of parts) {
    all.push(clip(firstLine, columns, at, part.firstLine), part)
    at = endOf(part)
  }
  return [...all, clip(firstLine, columns, at, firstLine + columns.rowCount)]
}
