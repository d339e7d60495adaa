import type { HistoryDb } from '../../../storage/sql/schema.ts'
import type { Series, SeriesQuery } from '../history.ts'
import { type Column, displayKey } from '../lines/columns.ts'
import { isNumberText } from '../lines/extended-json.ts'
import type { StreamRow } from '../sql/streams.ts'
import { BucketList } from './buckets.ts'
import { readParts } from './stored-lines.ts'

/** One run's lines of a chart, as many as it has keys of the query. */
export async function readSeries(db: HistoryDb, stream: StreamRow, query: SeriesQuery): Promise<Series[]> {
  const parts = await readParts(db, stream, 0, stream.lineCount, new Set([...query.keys, query.x]))
  return query.keys.flatMap((key) => {
    const points: { x: number; y: number }[] = []
    for (const { columns } of parts) {
      const xs = new Map(pointsOf(columns.columns, query.x))
      for (const [row, y] of pointsOf(columns.columns, key)) {
        const x = xs.get(row)
        if (x !== undefined && x >= (query.from ?? -Infinity) && x <= (query.to ?? Infinity)) points.push({ x, y })
      }
    }
    if (points.length === 0) return []
    points.sort((a, b) => a.x - b.x)
    const buckets = new BucketList(points.length, query.buckets, points[0]!.x, points.at(-1)!.x)
    for (const { x, y } of points) buckets.addPoint(x, y)
    return [{ runId: stream.runId, key, ...buckets.arrays() }]
  })
}

/** [row, number] of a key, in order of rows; integers past 2^53 as the double next to them. */
function pointsOf(columns: Column[], key: string): [number, number][] {
  const points: [number, number][] = []
  for (const { path, rows, numbers, others, otherRows } of columns) {
    if (displayKey(path) !== key) continue
    numbers.forEach((value, i) => void points.push([rows === null ? i : rows[i]!, value]))
    others.forEach((text, i) => {
      if (isNumberText(text)) points.push([otherRows[i]!, Number(text)])
    })
  }
  return points.sort(([a], [b]) => a - b)
}
