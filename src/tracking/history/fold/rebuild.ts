import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { newKeyState, tallyColumn } from '../read/key-tally.ts'
import { readChunks } from '../read/stored-lines.ts'
import { findChunks, replacePyramidRows } from '../sql/chunks.ts'
import { idsOf, readDirectory, writeDirectory } from '../sql/directory.ts'
import type { StreamRow } from '../sql/streams.ts'
import { raisePyramid } from './fold.ts'

/** Works the pyramid and the directory out anew from the chunks of `stream`, after some of them were cut off or changed. */
export async function rebuild(db: HistoryDb, stream: StreamRow): Promise<void> {
  const directory = await readDirectory(db, stream.id)
  directory.tally.clear()
  const ids = idsOf(directory)
  const tails = new Map<number, Uint8Array>()
  await db.deleteFrom('pyramid').where('stream_id', '=', stream.id).execute()
  for (const { first_line, line_count } of await findChunks(db, stream.id, 0, stream.foldedLines)) {
    const sealedLines = first_line + line_count
    const [part] = await readChunks(db, stream, first_line, sealedLines)
    const rows = part!.columns.columns.flatMap((column) => {
      tallyColumn(directory.tally, first_line, column)
      if (first_line >= stream.sealedLines) return []
      const id = ids.get(column.path)!
      return raisePyramid(id, tails.get(id), column, { stream: { ...stream, sealedLines: first_line }, sealedLines })
    })
    for (const { key_id, level, bytes } of rows) if (level === 0) tails.set(key_id, bytes)
    await replacePyramidRows(db, stream.id, rows)
  }
  for (const path of directory.paths) if (!directory.tally.has(path)) directory.tally.set(path, newKeyState(path))
  await writeDirectory(db, stream.id, directory)
}
