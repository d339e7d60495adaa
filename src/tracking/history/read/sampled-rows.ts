import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { type Column, displayKey } from '../lines/columns.ts'
import { parseExtendedJson } from '../lines/extended-json.ts'
import type { StreamRow } from '../sql/streams.ts'
import { inStepRange, spread, stepsOf } from './steps.ts'
import { readParts, readWindows } from './stored-lines.ts'

export interface RowQuery {
  keys: string[]
  samples: number
  minStep?: number
  maxStep?: number
}

type Row = Record<string, unknown>

/**
 * Rows that hold every one of `keys`, at most `samples`, in order. Where there are more, the least and the greatest value of the first
 * key that is not the client's own (`_step`, ...) are kept in each stretch, so that no spike is lost.
 */
export async function readSampledRows(db: HistoryDb, stream: StreamRow, query: RowQuery): Promise<Row[]> {
  const wanted = new Set([...query.keys, '_step'])
  const rows: Row[] = []
  for (const { from, to } of await readWindows(db, stream, query))
    for (const { firstLine, columns } of await readParts(db, stream, from, to, wanted)) {
      const steps = stepsOf(columns, firstLine)
      const values = query.keys.map((key) =>
        valuesByRow(columns.columns.filter(({ path }) => displayKey(path) === key)),
      )
      for (const row of values[0]?.keys() ?? [])
        if (inStepRange(steps[row]!, query) && values.every((column) => column.has(row)))
          rows.push(Object.fromEntries(query.keys.map((key, i) => [key, values[i]!.get(row)])))
    }
  return rows.length <= query.samples ? rows : thin(rows, query)
}

/** Row -> value, in order of rows. */
function valuesByRow(columns: Column[]): Map<number, unknown> {
  const entries: [number, unknown][] = []
  for (const { rows, numbers, otherRows, others } of columns) {
    numbers.forEach((value, i) => void entries.push([rows === null ? i : rows[i]!, value]))
    others.forEach((text, i) => void entries.push([otherRows[i]!, parseExtendedJson(text)]))
  }
  return new Map(entries.sort(([a], [b]) => a - b))
}

function thin(rows: Row[], { keys, samples }: RowQuery): Row[] {
  const key = keys.find((each) => !each.startsWith('_')) ?? keys[0]!
  const stretches = Math.floor((samples - 2) / 2)
  if (stretches < 1) return spread(rows.length, samples).map((i) => rows[i]!)
  const kept = new Set([0, rows.length - 1])
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * rows.length) / stretches)
    const to = Math.floor(((stretch + 1) * rows.length) / stretches)
    let least = from
    let greatest = from
    for (let i = from + 1; i < to; i++) {
      const value = rows[i]![key]
      if (typeof value !== 'number') continue
      if (!(Number(rows[least]![key]) <= value)) least = i
      if (!(Number(rows[greatest]![key]) >= value)) greatest = i
    }
    kept.add(least).add(greatest)
  }
  return [...kept].sort((a, b) => a - b).map((i) => rows[i]!)
}
