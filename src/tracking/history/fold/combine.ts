import { type Column, ColumnBuilder, type Columns } from '../lines/columns.ts'
import type { Part } from '../read/stored-lines.ts'

/** Parts that follow each other as one, from line `firstLine`. Lines between them are missing in it too. */
export function combineParts(parts: Part[], firstLine: number, rowCount: number): Columns {
  const byPath = new Map<string, { column: Column; at: number }[]>()
  for (const { firstLine: from, columns } of parts)
    for (const column of columns.columns) {
      const pieces = byPath.get(column.path)
      const piece = { column, at: from - firstLine }
      if (pieces) pieces.push(piece)
      else byPath.set(column.path, [piece])
    }
  return { rowCount, columns: [...byPath].map(([path, pieces]) => combinePieces(path, pieces, rowCount)) }
}

function combinePieces(path: string, pieces: { column: Column; at: number }[], rowCount: number): Column {
  const length = pieces.reduce((sum, { column }) => sum + column.numbers.length, 0)
  const builder = new ColumnBuilder(path, length)
  for (const { column, at } of pieces) {
    const { rows, numbers, otherRows, others } = column
    for (let i = 0; i < numbers.length; i++) builder.addNumber(at + (rows === null ? i : rows[i]!), numbers[i]!)
    for (let i = 0; i < others.length; i++) builder.addOther(at + otherRows[i]!, others[i]!)
  }
  return builder.build(rowCount)
}
