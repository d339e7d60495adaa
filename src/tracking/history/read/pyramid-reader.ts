import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { completeNodes, decodeNodeList, type NodeList, nodeListOf, rowNodes } from '../fold/nodes.ts'
import { completeParents, type PyramidTail } from '../fold/pyramid.ts'
import { findPyramidRows } from '../sql/chunks.ts'
import type { StreamRow } from '../sql/streams.ts'
import type { RowCache } from './row-cache.ts'

/** One key's pyramid, of which rows are read where they are looked at. */
export class Pyramid {
  readonly #db: HistoryDb
  readonly #stream: StreamRow
  readonly #keyId: number
  readonly #tail: PyramidTail
  readonly #cache: RowCache
  readonly #levels = new Map<number, Level>()

  constructor(db: HistoryDb, stream: StreamRow, keyId: number, tail: PyramidTail, cache: RowCache) {
    this.#db = db
    this.#stream = stream
    this.#keyId = keyId
    this.#tail = tail
    this.#cache = cache
    // A key that was not logged lately has parents to make, which folding leaves until it is logged again.
    completeParents(tail, stream.sealedLines)
  }

  /** A level of which at least the nodes from `first` and before `end` are there to be looked at. */
  async level(level: number, first: number, end: number): Promise<Level> {
    const nodes = this.#levels.get(level) ?? new Level(nodeListOf(this.#tail[level - 1] ?? []))
    this.#levels.set(level, nodes)
    const full = Math.floor(completeNodes(level, this.#stream.sealedLines) / rowNodes)
    const rows = { first: Math.floor(first / rowNodes), last: Math.min(Math.floor((end - 1) / rowNodes), full - 1) }
    while (rows.first <= rows.last && this.#has(nodes, level, rows.first)) rows.first++
    while (rows.first <= rows.last && this.#has(nodes, level, rows.last)) rows.last--
    if (rows.first > rows.last) return nodes
    for (let number = rows.first; number <= rows.last; number++) nodes.rows.set(number, null)
    for (const { number, bytes } of await findPyramidRows(this.#db, this.#stream.id, this.#keyId, level, rows))
      nodes.rows.set(number, decodeNodeList(bytes))
    for (let number = rows.first; number <= rows.last; number++)
      this.#cache.set(this.#name(level, number), nodes.rows.get(number)!)
    return nodes
  }

  #has(nodes: Level, level: number, number: number): boolean {
    if (nodes.rows.has(number)) return true
    const row = this.#cache.get(this.#name(level, number))
    if (row !== undefined) nodes.rows.set(number, row)
    return row !== undefined
  }

  #name(level: number, number: number): string {
    const { id, generation } = this.#stream
    return `${id} ${generation} ${this.#keyId} ${level} ${number}`
  }
}

/** A view of one level that stands at one node at a time. */
export class Level {
  /** Full rows by number; null where there is none: what the row would hold is in the tail of a key that was not logged lately, if anywhere. */
  readonly rows = new Map<number, NodeList | null>()
  readonly #tail: NodeList
  list: NodeList
  /** Where in `list` the node is. */
  at = 0

  constructor(tail: NodeList) {
    this.#tail = tail
    this.list = tail
  }

  /** Goes to a node. Returns false where there is none: no point is in its lines. */
  seek(index: number): boolean {
    this.list = this.rows.get(Math.floor(index / rowNodes)) ?? this.#tail
    const { length, index: indexes } = this.list
    if (length === 0) return false
    // Mostly every node is there.
    this.at = index - indexes[0]!
    if (indexes[this.at] === index) return true
    let low = 0
    let high = length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (indexes[middle]! < index) low = middle + 1
      else high = middle
    }
    this.at = low
    return indexes[low] === index
  }
}
