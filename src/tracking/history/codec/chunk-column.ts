import type { Column } from '../lines/columns.ts'
import { decodeNumbers, encodeNumbers } from './numbers.ts'
import { compressText, decompressText, joinParts, splitParts } from './pack.ts'

const none = new Uint8Array(0)

/** One key's values of a chunk, compressed: u32 numbers, then their rows (unless every row has one), the numbers, and the others. */
export function encodeColumn(column: Column): Uint8Array {
  const { rows, numbers, otherRows, others } = column
  return joinParts([
    new Uint8Array(Uint32Array.of(numbers.length).buffer),
    rows === null ? none : encodeNumbers(Float64Array.from(rows)),
    numbers.length === 0 ? none : encodeNumbers(numbers),
    others.length === 0 ? none : compressText(JSON.stringify([[...otherRows], others])),
  ])
}

export function decodeColumn(path: string, bytes: Uint8Array): Column {
  const [head, rows, numbers, others] = splitParts(bytes) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  const count = new DataView(head.buffer, head.byteOffset).getUint32(0, true)
  const [otherRows, texts] = others.length === 0 ? [[], []] : JSON.parse(decompressText(others))
  return {
    path,
    rows: rows.length === 0 ? null : Uint32Array.from(decodeNumbers(rows, count)),
    numbers: count === 0 ? new Float64Array(0) : decodeNumbers(numbers, count),
    otherRows: Uint32Array.from(otherRows),
    others: texts,
  }
}
