import type { KeyInfo } from '../history.ts'
import { type Column, type Columns, displayKey, wholeLine } from '../lines/columns.ts'
import { isNumberText, parseExtendedJson } from '../lines/extended-json.ts'
import { textOfRows } from '../lines/text-of-rows.ts'

/** What is known of one key of a stream: follows from its columns, taken in order of lines. */
export interface KeyState {
  path: string
  types: Record<string, number>
  monotonic: boolean
  /** The highest number so far, for `monotonic`. */
  highest: number | null
  lastLine: number
  /** The last value: a number, or the JSON text of anything else. */
  lastNumber: number | null
  lastOther: string | null
}

export type KeyTally = Map<string, KeyState>

/** A key without any value. */
export const newKeyState = (path: string): KeyState => {
  return { path, types: {}, monotonic: true, highest: null, lastLine: -1, lastNumber: null, lastOther: null }
}

/** Adds a column whose first row is line `firstLine`. */
export function tallyColumn(tally: KeyTally, firstLine: number, column: Column): void {
  const state = tally.get(column.path) ?? newKeyState(column.path)
  tally.set(column.path, state)
  tallyNumbers(state, firstLine, column)
  column.others.forEach((text, i) => {
    count(state, typeOf(text), 1)
    const line = firstLine + column.otherRows[i]!
    if (line < state.lastLine) return
    state.lastLine = line
    state.lastNumber = null
    state.lastOther = text
  })
}

function tallyNumbers(state: KeyState, firstLine: number, { numbers, rows }: Column): void {
  if (numbers.length === 0) return
  count(state, 'number', numbers.length)
  let highest = state.highest ?? Number.NEGATIVE_INFINITY
  for (const value of numbers) {
    if (value < highest) state.monotonic = false
    else if (value > highest) highest = value
  }
  state.highest = highest
  const line = firstLine + (rows === null ? numbers.length - 1 : rows.at(-1)!)
  if (line < state.lastLine) return
  state.lastLine = line
  state.lastNumber = numbers.at(-1)!
  state.lastOther = null
}

const count = ({ types }: KeyState, type: string, times: number) => {
  types[type] = (types[type] ?? 0) + times
}

/** The type of a value that is no float64: the client's own `_type` where it has one. */
function typeOf(text: string): string {
  if (isNumberText(text)) return 'number'
  const first = text[0]
  if (first === '"') return 'string'
  if (first === '[') return 'array'
  if (first !== '{') return text === 'null' ? 'null' : 'boolean'
  const type = (parseExtendedJson(text) as { _type?: unknown })._type
  return typeof type === 'string' ? type : 'object'
}

/** As the rest of the server sees them. Two paths that look alike to people (`a.b` and b in a) are one key. */
export function keyInfos(tally: KeyTally): KeyInfo[] {
  const infos = new Map<string, KeyInfo & { lastLine: number }>()
  for (const state of tally.values()) {
    if (state.path === wholeLine || state.lastLine < 0) continue
    const key = displayKey(state.path)
    const info = infos.get(key) ?? { key, types: {}, monotonic: true, last: null, lastLine: -1 }
    for (const [type, times] of Object.entries(state.types)) info.types[type] = (info.types[type] ?? 0) + times
    info.monotonic &&= state.monotonic && state.highest !== null
    if (state.lastLine > info.lastLine) {
      info.lastLine = state.lastLine
      info.last = state.lastOther === null ? state.lastNumber : parseExtendedJson(state.lastOther)
    }
    infos.set(key, info)
  }
  return [...infos.values()].map(({ key, types, monotonic, last }) => ({ key, types, monotonic, last }))
}

/** The last value of each key as one JSON object: the summary of a run whose client sends none. */
export function summaryText(tally: KeyTally): string {
  const columns: Columns = { rowCount: 1, columns: [] }
  for (const { path, lastLine, lastNumber, lastOther } of tally.values()) {
    if (path === wholeLine || lastLine < 0) continue
    const other = lastOther !== null
    columns.columns.push({
      path,
      rows: other ? new Uint32Array(0) : null,
      numbers: Float64Array.from(other ? [] : [lastNumber!]),
      otherRows: Uint32Array.from(other ? [0] : []),
      others: other ? [lastOther] : [],
    })
  }
  return textOfRows(columns)[0] ?? '{}'
}
