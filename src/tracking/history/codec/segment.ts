import type { Column, Columns } from '../lines/columns.ts'

/**
 * A batch's columns as one row of bytes, quick to write and to take one column from. Little-endian:
 * u32 version, u32 rows, u32 columns, u32 length of the paths; for each column u32 numbers, u32 others, u32 bytes of the others;
 * the paths as a JSON list; then, each part beginning at a multiple of 8, the numbers (f64), their rows unless every row has one (u32),
 * the rows of the others (u32), and the others as a JSON list.
 */
const version = 1
const headerBytes = 16
const entryBytes = 12
const encoder = new TextEncoder()
const decoder = new TextDecoder()
const align = (offset: number) => (offset + 7) & ~7

export function encodeSegment({ rowCount, columns }: Columns): Uint8Array {
  const paths = encoder.encode(JSON.stringify(columns.map(({ path }) => path)))
  const others = columns.map((column) =>
    column.others.length > 0 ? encoder.encode(JSON.stringify(column.others)) : null,
  )
  let size = align(headerBytes + entryBytes * columns.length + paths.length)
  columns.forEach((column, i) => {
    size = endOf(size, rowCount, column.numbers.length, column.others.length, others[i]?.length ?? 0)
  })
  const bytes = new Uint8Array(size)
  const head = new Uint32Array(bytes.buffer, 0, 4 + 3 * columns.length)
  head.set([version, rowCount, columns.length, paths.length])
  bytes.set(paths, headerBytes + entryBytes * columns.length)
  let at = align(headerBytes + entryBytes * columns.length + paths.length)
  columns.forEach((column, i) => {
    const text = others[i]
    head.set([column.numbers.length, column.others.length, text?.length ?? 0], 4 + 3 * i)
    writeColumn(bytes, at, column, text ?? null)
    at = endOf(at, rowCount, column.numbers.length, column.others.length, text?.length ?? 0)
  })
  return bytes
}

function endOf(at: number, rowCount: number, numbers: number, others: number, textBytes: number): number {
  const rowsBytes = numbers === rowCount ? 0 : align(numbers * 4)
  return at + numbers * 8 + rowsBytes + align(others * 4) + align(textBytes)
}

function writeColumn(bytes: Uint8Array, from: number, column: Column, text: Uint8Array | null): void {
  let at = from
  new Float64Array(bytes.buffer, at, column.numbers.length).set(column.numbers)
  at += column.numbers.length * 8
  if (column.rows !== null) {
    new Uint32Array(bytes.buffer, at, column.rows.length).set(column.rows)
    at += align(column.rows.length * 4)
  }
  if (text === null) return
  new Uint32Array(bytes.buffer, at, column.otherRows.length).set(column.otherRows)
  bytes.set(text, at + align(column.otherRows.length * 4))
}

/** A segment of which columns are taken one by one. */
export interface OpenSegment {
  rowCount: number
  /** Path -> number of the column. */
  index: Map<string, number>
  column(number: number): Column
}

let lastPaths: { bytes: Uint8Array; paths: string[]; index: Map<string, number> } | null = null

/** Segments of one run follow each other with the same paths: those of the last one are kept, so that wide runs parse them once. */
function readPaths(bytes: Uint8Array): { paths: string[]; index: Map<string, number> } {
  if (lastPaths !== null && Buffer.compare(lastPaths.bytes, bytes) === 0) return lastPaths
  const paths: string[] = JSON.parse(decoder.decode(bytes))
  lastPaths = { bytes: new Uint8Array(bytes), paths, index: new Map(paths.map((path, i) => [path, i])) }
  return lastPaths
}

/** Throws an Error when the bytes are no segment of a version that is known here. */
export function openSegment(stored: Uint8Array): OpenSegment {
  // The views below need a multiple of 8; drivers may hand out parts of larger buffers.
  const bytes = stored.byteOffset % 8 === 0 ? stored : new Uint8Array(stored)
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2)
  const [found, rowCount, count, pathBytes] = words as unknown as [number, number, number, number]
  if (found !== version) throw new Error(`A history segment has format ${found}, and this server knows ${version}.`)
  const pathsAt = headerBytes + entryBytes * count
  const { paths, index } = readPaths(bytes.subarray(pathsAt, pathsAt + pathBytes))
  const starts = new Uint32Array(count + 1)
  starts[0] = align(pathsAt + pathBytes)
  for (let i = 0; i < count; i++) {
    const entry = 4 + 3 * i
    starts[i + 1] = endOf(starts[i]!, rowCount, words[entry]!, words[entry + 1]!, words[entry + 2]!)
  }
  return {
    rowCount,
    index,
    column(number) {
      const entry = 4 + 3 * number
      const sizes = [words[entry]!, words[entry + 1]!, words[entry + 2]!] as const
      return readColumn(bytes, starts[number]!, paths[number]!, rowCount, sizes)
    },
  }
}

function readColumn(
  bytes: Uint8Array,
  from: number,
  path: string,
  rowCount: number,
  [numberCount, otherCount, textBytes]: readonly [number, number, number],
): Column {
  let at = bytes.byteOffset + from
  const numbers = new Float64Array(bytes.buffer, at, numberCount)
  at += numberCount * 8
  const dense = numberCount === rowCount
  const rows = dense ? null : new Uint32Array(bytes.buffer, at, numberCount)
  if (!dense) at += align(numberCount * 4)
  const otherRows = new Uint32Array(bytes.buffer, at, otherCount)
  at += align(otherCount * 4)
  const text = otherCount === 0 ? '[]' : decoder.decode(new Uint8Array(bytes.buffer, at, textBytes))
  return { path, rows, numbers, otherRows, others: JSON.parse(text) }
}

/** All columns of a segment. */
export function decodeSegment(bytes: Uint8Array): Columns {
  const segment = openSegment(bytes)
  const columns = Array.from({ length: segment.index.size }, (_, i) => segment.column(i))
  return { rowCount: segment.rowCount, columns }
}
