import type { NodeList } from '../fold/nodes.ts'

/** Bytes of decoded rows that are kept: a dozen charts of ten lines with a million points each. */
const mostBytes = 48 * 1024 * 1024

/** Full rows of pyramids, the ones used last. They never change within a stream's generation. */
export class RowCache {
  readonly #rows = new Map<string, NodeList | null>()
  #bytes = 0

  get(key: string): NodeList | null | undefined {
    const row = this.#rows.get(key)
    if (row === undefined) return undefined
    this.#rows.delete(key)
    this.#rows.set(key, row)
    return row
  }

  set(key: string, row: NodeList | null): void {
    if (this.#rows.has(key)) return
    this.#rows.set(key, row)
    this.#bytes += sizeOf(row)
    for (const [oldest, old] of this.#rows) {
      if (this.#bytes <= mostBytes) break
      this.#rows.delete(oldest)
      this.#bytes -= sizeOf(old)
    }
  }
}

const sizeOf = (row: NodeList | null): number => 200 + (row === null ? 0 : row.length * 72)
