import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { decodeColumn } from '../codec/chunk-column.ts'
import { completeNodes, decodeNodes, type Node, rowNodes } from '../fold/nodes.ts'
import { completeParents, decodeTail, type Points, type PyramidTail, pointsOfColumn } from '../fold/pyramid.ts'
import { displayKey } from '../lines/columns.ts'
import { findChunks, findColumns, findPyramidRows, findTails } from '../sql/chunks.ts'
import { type KeyDirectory, readDirectory } from '../sql/directory.ts'
import type { StreamRow } from '../sql/streams.ts'
import { type Part, readChunks, readSegments } from './stored-lines.ts'

/** What a chart asks of one stream. Everything is read once, however many lines share it. */
export class ChartSource {
  readonly stream: StreamRow
  readonly #db: HistoryDb
  readonly #directory: KeyDirectory
  /** What is not sealed yet, in order of lines. */
  readonly #open: Part[]
  readonly #chunks: { first_line: number; line_count: number }[]
  readonly #points = new Map<string, Points>()
  readonly #pyramids = new Map<string, Promise<Pyramid | null>>()

  static async open(db: HistoryDb, stream: StreamRow, keys: ReadonlySet<string>): Promise<ChartSource> {
    const open = [
      ...(stream.foldedLines > stream.sealedLines
        ? await readChunks(db, stream, stream.sealedLines, stream.foldedLines, keys)
        : []),
      ...(await readSegments(db, stream, 0, stream.lineCount, keys)),
    ].sort((a, b) => a.firstLine - b.firstLine)
    const chunks = stream.sealedLines > 0 ? await findChunks(db, stream.id, 0, stream.sealedLines) : []
    return new ChartSource(db, stream, await readDirectory(db, stream.id), open, chunks)
  }

  private constructor(
    db: HistoryDb,
    stream: StreamRow,
    directory: KeyDirectory,
    open: Part[],
    chunks: { first_line: number; line_count: number }[],
  ) {
    this.#db = db
    this.stream = stream
    this.#directory = directory
    this.#open = open
    this.#chunks = chunks
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
    return new Pyramid(this.#db, this.stream, id, decodeTail(bytes))
  }

  /** Points of a key in the sealed chunks that hold these lines, chunk by chunk. */
  async sealedPoints(key: string, lines: (firstLine: number, end: number) => boolean): Promise<Points[]> {
    const wanted = this.#chunks.filter(({ first_line, line_count }) => lines(first_line, first_line + line_count))
    const missing = wanted.filter(({ first_line }) => !this.#points.has(`${first_line} ${key}`))
    const pieces = new Map<number, Points[]>(missing.map(({ first_line }) => [first_line, []]))
    const ids = this.#idsOf(key)
    if (missing.length > 0 && ids.length > 0)
      for (const row of await findColumns(this.#db, this.stream.id, [...pieces.keys()], ids)) {
        const rowCount = this.#chunks.find(({ first_line }) => first_line === row.first_line)!.line_count
        const column = decodeColumn('', row.bytes)
        pieces.get(row.first_line)!.push(pointsOfColumn(column, row.first_line, rowCount))
      }
    for (const [firstLine, points] of pieces) this.#points.set(`${firstLine} ${key}`, joinPoints(points))
    return wanted.map(({ first_line }) => this.#points.get(`${first_line} ${key}`)!)
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

/** One key's pyramid, of which levels are read where they are looked at. */
export class Pyramid {
  readonly #db: HistoryDb
  readonly #stream: StreamRow
  readonly #keyId: number
  readonly #tail: PyramidTail
  readonly #levels = new Map<number, Map<number, Node>>()
  readonly #loaded = new Set<string>()

  constructor(db: HistoryDb, stream: StreamRow, keyId: number, tail: PyramidTail) {
    this.#db = db
    this.#stream = stream
    this.#keyId = keyId
    this.#tail = tail
    // A key that was not logged lately has parents to make, which folding leaves until it is logged again.
    completeParents(tail, stream.sealedLines)
  }

  /** Node by number, of the nodes `first` to `last` of a level at least. */
  async level(level: number, first: number, last: number): Promise<Map<number, Node>> {
    const nodes = this.#levels.get(level) ?? new Map((this.#tail[level - 1] ?? []).map((node) => [node.index, node]))
    this.#levels.set(level, nodes)
    const rows = { first: Math.floor(first / rowNodes), last: Math.floor(last / rowNodes) }
    const full = Math.floor(completeNodes(level, this.#stream.sealedLines) / rowNodes)
    rows.last = Math.min(rows.last, full - 1)
    while (rows.first <= rows.last && this.#loaded.has(`${level} ${rows.first}`)) rows.first++
    if (rows.first > rows.last) return nodes
    for (const row of await findPyramidRows(this.#db, this.#stream.id, this.#keyId, level, rows))
      for (const node of decodeNodes(row.bytes)) nodes.set(node.index, node)
    for (let number = rows.first; number <= rows.last; number++) this.#loaded.add(`${level} ${number}`)
    return nodes
  }
}
