import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { decodeColumn } from '../codec/chunk-column.ts'
import { decodeTail, type Points, pointsOfColumn } from '../fold/pyramid.ts'
import { displayKey } from '../lines/columns.ts'
import { findChunks, findColumns, findTails } from '../sql/chunks.ts'
import { type KeyDirectory, readDirectory } from '../sql/directory.ts'
import type { StreamRow } from '../sql/streams.ts'
import { Pyramid } from './pyramid-reader.ts'
import type { RowCache } from './row-cache.ts'
import { type Part, readChunks, readSegments } from './stored-lines.ts'

/** What a chart asks of one stream. Everything is read once, however many lines share it. */
export class ChartSource {
  readonly stream: StreamRow
  readonly #db: HistoryDb
  readonly #cache: RowCache
  readonly #directory: KeyDirectory
  /** What is not sealed yet, in order of lines. */
  readonly #open: Part[]
  readonly #points = new Map<string, Points>()
  readonly #pyramids = new Map<string, Promise<Pyramid | null>>()

  static async open(
    db: HistoryDb,
    stream: StreamRow,
    keys: ReadonlySet<string>,
    cache: RowCache,
  ): Promise<ChartSource> {
    const open = [
      ...(stream.foldedLines > stream.sealedLines
        ? await readChunks(db, stream, stream.sealedLines, stream.foldedLines, keys)
        : []),
      ...(await readSegments(db, stream, 0, stream.lineCount, keys)),
    ].sort((a, b) => a.firstLine - b.firstLine)
    return new ChartSource(db, stream, await readDirectory(db, stream.id), open, cache)
  }

  private constructor(db: HistoryDb, stream: StreamRow, directory: KeyDirectory, open: Part[], cache: RowCache) {
    this.#cache = cache
    this.#db = db
    this.stream = stream
    this.#directory = directory
    this.#open = open
  }

  /** Points of a key in what is not sealed, part by part. */
  openPoints(key: string): Points[] {
    return this.#open.map(({ firstLine, columns }) => {
      const parts = columns.columns
        .filter(({ path }) => displayKey(path) === key)
        .map((column) => pointsOfColumn(column, firstLine, columns.rowCount))
      return joinPoints(parts)
    })
  }

  /** The pyramid of a key's sealed lines; null where it has none. Two paths of one name have no common pyramid. */
  pyramid(key: string): Promise<Pyramid | null> {
    const known = this.#pyramids.get(key) ?? this.#openPyramid(key)
    this.#pyramids.set(key, known)
    return known
  }

  async #openPyramid(key: string): Promise<Pyramid | null> {
    const [id, second] = this.#idsOf(key)
    if (id === undefined || second !== undefined || this.stream.sealedLines === 0) return null
    const bytes = (await findTails(this.#db, this.stream.id, [id])).get(id)
    if (!bytes) return null
    return new Pyramid(this.#db, this.stream, id, decodeTail(bytes), this.#cache)
  }

  /** Points of a key in the sealed chunks that hold any of these lines, chunk by chunk. */
  async sealedPoints(key: string, spans: [from: number, to: number][]): Promise<Points[]> {
    const chunks = await this.#chunksOf(spans)
    const missing = chunks.filter(({ first_line }) => !this.#points.has(`${first_line} ${key}`))
    const pieces = new Map<number, Points[]>(missing.map(({ first_line }) => [first_line, []]))
    const rowCounts = new Map(missing.map(({ first_line, line_count }) => [first_line, line_count]))
    const ids = this.#idsOf(key)
    if (missing.length > 0 && ids.length > 0)
      for (const row of await findColumns(this.#db, this.stream.id, [...pieces.keys()], ids)) {
        const column = decodeColumn('', row.bytes)
        pieces.get(row.first_line)!.push(pointsOfColumn(column, row.first_line, rowCounts.get(row.first_line)!))
      }
    for (const [firstLine, points] of pieces) this.#points.set(`${firstLine} ${key}`, joinPoints(points))
    return chunks.map(({ first_line }) => this.#points.get(`${first_line} ${key}`)!)
  }

  async #chunksOf(spans: [from: number, to: number][]) {
    const chunks = await findChunks(this.#db, this.stream.id, spans[0]![0], spans.at(-1)![1])
    let at = 0
    return chunks.filter(({ first_line, line_count }) => {
      while (at < spans.length && spans[at]![1] <= first_line) at++
      return at < spans.length && spans[at]![0] < first_line + line_count
    })
  }

  #idsOf(key: string): number[] {
    return this.#directory.paths.flatMap((path, id) => (displayKey(path) === key ? [id] : []))
  }
}

function joinPoints(parts: Points[]): Points {
  if (parts.length === 1) return parts[0]!
  const all = parts.flatMap(({ lines, values }) => Array.from(values, (value, i) => [lines[i]!, value] as const))
  all.sort(([a], [b]) => a - b)
  return { lines: all.map(([line]) => line), values: Float64Array.from(all, ([, value]) => value) }
}
