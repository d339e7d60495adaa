/**
 * Lines turned by ninety degrees. A column is one key; nested objects are taken apart, and their keys joined by NUL to a path, so that
 * `{"a":{"b":1}}` and `{"a.b":1}` stay apart. What is no float64 (text, booleans, null, lists, media, integers past 2^53) stays as JSON.
 */
export interface Columns {
  /** Rows, counted from the first line of the batch. */
  rowCount: number
  columns: Column[]
}

export interface Column {
  path: string
  /** Row of each number; null when every row has one. */
  rows: Uint32Array | null
  numbers: Float64Array
  /** Row of each value that is no float64. */
  otherRows: Uint32Array
  others: string[]
}

/** The path of a line that is kept as its whole text: it is no object, or an empty one. */
export const wholeLine = '\0'
export const separator = '\0'

/** The key as people know it: `a.b`. */
export const displayKey = (path: string): string => path.replaceAll(separator, '.')

/** Collects values row by row. */
export class ColumnBuilder {
  readonly path: string
  #numbers: Float64Array
  #rows: Uint32Array | null = null
  #count = 0
  #otherRows: number[] = []
  #others: string[] = []

  constructor(path: string, capacity: number) {
    this.path = path
    this.#numbers = new Float64Array(capacity)
  }

  /** Numbers come in order of rows, at most one a row. */
  addNumber(row: number, value: number): void {
    if (this.#count === this.#numbers.length) this.#grow()
    if (this.#rows !== null) this.#rows[this.#count] = row
    else if (row !== this.#count) {
      this.#rows = new Uint32Array(this.#numbers.length)
      for (let i = 0; i < this.#count; i++) this.#rows[i] = i
      this.#rows[this.#count] = row
    }
    this.#numbers[this.#count++] = value
  }

  #grow(): void {
    const length = Math.max(16, this.#numbers.length * 2)
    const numbers = new Float64Array(length)
    numbers.set(this.#numbers)
    this.#numbers = numbers
    if (this.#rows === null) return
    const rows = new Uint32Array(length)
    rows.set(this.#rows)
    this.#rows = rows
  }

  addOther(row: number, json: string): void {
    this.#otherRows.push(row)
    this.#others.push(json)
  }

  build(rowCount: number): Column {
    const dense = this.#count === rowCount
    const rows = this.#rows ?? (dense ? null : Uint32Array.from({ length: this.#count }, (_, i) => i))
    return {
      path: this.path,
      rows: dense ? null : rows!.subarray(0, this.#count),
      numbers: this.#numbers.subarray(0, this.#count),
      otherRows: Uint32Array.from(this.#otherRows),
      others: this.#others,
    }
  }
}

/** The rows of `column` from `from` on and before `to`, counted from `from`. */
export function sliceColumn(column: Column, from: number, to: number): Column {
  const others = rangeOf(column.otherRows, from, to)
  const part = {
    path: column.path,
    otherRows: column.otherRows.slice(...others).map((row) => row - from),
    others: column.others.slice(...others),
  }
  if (column.rows === null) return { ...part, rows: null, numbers: column.numbers.subarray(from, to) }
  const range = rangeOf(column.rows, from, to)
  const numbers = column.numbers.subarray(...range)
  const dense = numbers.length === to - from
  return { ...part, numbers, rows: dense ? null : column.rows.slice(...range).map((row) => row - from) }
}

/** Ranges of rows that have any value, in order: a row without any is a line that is missing. */
export function filledRows({ rowCount, columns }: Columns): [from: number, to: number][] {
  if (columns.some(({ numbers }) => numbers.length === rowCount)) return rowCount > 0 ? [[0, rowCount]] : []
  const filled = new Uint8Array(rowCount)
  for (const { rows, otherRows } of columns) {
    for (const row of rows!) filled[row] = 1
    for (const row of otherRows) filled[row] = 1
  }
  const ranges: [number, number][] = []
  filled.forEach((there, row) => {
    const last = ranges.at(-1)
    if (there === 0) return
    if (last && last[1] === row) last[1]++
    else ranges.push([row, row + 1])
  })
  return ranges
}

/** Begin and end of the entries of a rising list that are at least `from` and less than `to`. */
export function rangeOf(rising: Uint32Array, from: number, to: number): [number, number] {
  return [lowerBound(rising, from), lowerBound(rising, to)]
}

function lowerBound(rising: Uint32Array, value: number): number {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rising[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

export const isEmpty = (column: Column): boolean => column.numbers.length === 0 && column.others.length === 0
