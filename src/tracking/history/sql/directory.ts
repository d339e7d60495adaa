import { insertOrUpdate } from '../../../storage/sql/portable.ts'
import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { compressText, decompressText } from '../codec/pack.ts'
import { displayKey } from '../lines/columns.ts'
import { numberText } from '../lines/extended-json.ts'
import type { KeyState, KeyTally } from '../read/key-tally.ts'

/** The keys of a stream's folded lines. A key's number is its place in the list, for ever. */
export interface KeyDirectory {
  paths: string[]
  tally: KeyTally
}

export const idsOf = ({ paths }: KeyDirectory): Map<string, number> => new Map(paths.map((path, id) => [path, id]))

/** Numbers of the keys that look like one of `keys` to people. */
export function idsLike({ paths }: KeyDirectory, keys: ReadonlySet<string>): number[] {
  const ids: number[] = []
  paths.forEach((path, id) => {
    if (keys.has(path) || keys.has(displayKey(path))) ids.push(id)
  })
  return ids
}

type Stored = Omit<KeyState, 'lastNumber' | 'highest'> & { lastNumber: string | null; highest: string | null }

/** JSON has no NaN. */
const numberOf = (text: string | null) => (text === null ? null : Number(text))
const textOf = (value: number | null) => (value === null ? null : numberText(value))

export async function readDirectory(db: HistoryDb, streamId: number): Promise<KeyDirectory> {
  const row = await db.selectFrom('key_directory').select('bytes').where('stream_id', '=', streamId).executeTakeFirst()
  const stored: Stored[] = row ? JSON.parse(decompressText(row.bytes)) : []
  const states = stored.map((key) => ({ ...key, lastNumber: numberOf(key.lastNumber), highest: numberOf(key.highest) }))
  return { paths: states.map(({ path }) => path), tally: new Map(states.map((key) => [key.path, key])) }
}

export async function writeDirectory(db: HistoryDb, streamId: number, { paths, tally }: KeyDirectory): Promise<void> {
  const stored = paths.map((path): Stored => {
    const key = tally.get(path)!
    return { ...key, lastNumber: textOf(key.lastNumber), highest: textOf(key.highest) }
  })
  const bytes = compressText(JSON.stringify(stored))
  await insertOrUpdate(db, 'key_directory', { stream_id: streamId, bytes }, ['stream_id'], { bytes })
}
