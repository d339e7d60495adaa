import { ColumnBuilder, type Columns, separator, wholeLine } from './columns.ts'
import {
  ExtendedJsonError,
  exactNumber,
  isNumberText,
  type Scanner,
  scanObject,
  scanText,
  scanValue,
} from './extended-json.ts'

/** Objects nested deeper than this stay whole, as JSON. */
const deepest = 12

type Members = Record<string, unknown>

/** Thrown when a key cannot be part of a path. */
const unusable = new Error('unusable key')

/** Turns lines of extended JSON into columns. A line that is no JSON object is kept as it stands, so that nothing is lost. */
export function columnsOfLines(lines: string[]): Columns {
  return new LineReader(lines.length).read(lines)
}

class LineReader {
  readonly #rowCount: number
  readonly #builders = new Map<string, ColumnBuilder>()
  /** The columns of the line before, in order: lines of one run mostly look alike. */
  #expected: { key: string; builder: ColumnBuilder }[] = []
  #exact: { builder: ColumnBuilder; text: string }[] = []

  constructor(rowCount: number) {
    this.#rowCount = rowCount
  }

  read(lines: string[]): Columns {
    for (let row = 0; row < lines.length; row++) this.#readLine(row, lines[row]!)
    const columns = [...this.#builders.values()].map((builder) => builder.build(this.#rowCount))
    return { rowCount: this.#rowCount, columns: columns.filter((c) => c.numbers.length > 0 || c.others.length > 0) }
  }

  #readLine(row: number, line: string): void {
    const parsed = parseOrNull(line)
    if (!isMembers(parsed) || !this.#isPlain(parsed)) this.#readExactly(row, line)
    else if (this.#addFlat(row, parsed) === 0) this.#builder(wholeLine).addOther(row, line)
  }

  /** Whether every number in it is what was written, and no key holds our separator. */
  #isPlain(members: Members): boolean {
    let index = 0
    for (const key in members) {
      if (this.#expected[index++]?.key !== key && !isUsableKey(key)) return false
      if (!isExact(members[key])) return false
    }
    return true
  }

  /** Adds the members of one line and returns how many values they were. */
  #addFlat(row: number, members: Members): number {
    let index = 0
    for (const key in members) {
      let expected = this.#expected[index]
      if (expected === undefined || expected.key !== key) {
        expected = { key, builder: this.#builder(key) }
        this.#expected[index] = expected
      }
      index++
      const value = members[key]
      if (typeof value === 'number') expected.builder.addNumber(row, value)
      else if (isNested(value)) this.#addNested(row, key, value, 1)
      else expected.builder.addOther(row, JSON.stringify(value))
    }
    return index
  }

  #addNested(row: number, prefix: string, members: Members, depth: number): void {
    for (const key in members) {
      const path = prefix + separator + key
      const value = members[key]
      if (typeof value === 'number') this.#builder(path).addNumber(row, value)
      else if (depth < deepest && isNested(value)) this.#addNested(row, path, value, depth + 1)
      else this.#builder(path).addOther(row, JSON.stringify(value))
    }
  }

  /** The slow way, for NaN, infinities and integers past 2^53: every value's text as it stands. */
  #readExactly(row: number, line: string): void {
    this.#exact = []
    try {
      scanText(line, (scan) => this.#scanMembers(scan, '', 0))
    } catch (error) {
      if (!(error instanceof ExtendedJsonError) && error !== unusable) throw error
      this.#exact = []
    }
    if (this.#exact.length === 0) this.#builder(wholeLine).addOther(row, line)
    // A key that stands twice in a line counts once, as JSON.parse has it: the last.
    const last = new Map(this.#exact.map(({ builder, text }) => [builder, text]))
    for (const [builder, text] of last) addText(builder, row, text)
  }

  #scanMembers(scan: Scanner, prefix: string, depth: number): void {
    scanObject(scan, (key) => {
      if (!isUsableKey(key)) throw unusable
      const path = depth === 0 ? key : prefix + separator + key
      const from = scan.at
      const text = scanValue(scan)
      if (depth < deepest && text[0] === '{' && !isWhole(text)) {
        scan.at = from
        this.#scanMembers(scan, path, depth + 1)
      } else this.#exact.push({ builder: this.#builder(path), text })
    })
  }

  #builder(path: string): ColumnBuilder {
    let builder = this.#builders.get(path)
    if (builder === undefined) {
      builder = new ColumnBuilder(path, this.#rowCount)
      this.#builders.set(path, builder)
    }
    return builder
  }
}

function addText(builder: ColumnBuilder, row: number, text: string): void {
  const value = isNumberText(text) ? exactNumber(text) : null
  if (typeof value === 'number') builder.addNumber(row, value)
  else builder.addOther(row, text)
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

const isUsableKey = (key: string) => key !== '' && !key.includes(separator)

/** Whether `JSON.parse` has rounded no integer in it, and no key in it holds our separator. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isExact)
  for (const key in value) if (!isUsableKey(key) || !isExact((value as Members)[key])) return false
  return true
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object that is taken apart: not one of the client's typed values (`_type`: histogram, image, table ...), which stay whole. */
function isNested(value: unknown): value is Members {
  if (!isMembers(value) || typeof value['_type'] === 'string') return false
  for (const _ in value) return true
  return false
}

/** The same question of an object's text. */
function isWhole(text: string): boolean {
  let members = 0
  let typed = false
  scanText(text, (scan) =>
    scanObject(scan, (key) => {
      const value = scanValue(scan)
      members++
      if (key === '_type') typed = value[0] === '"'
    }),
  )
  return members === 0 || typed
}
