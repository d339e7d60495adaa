import type { LineRange } from '../history.ts'
import type { Columns } from '../lines/columns.ts'

/** The step of each row: its `_step`, or where it has none the number of the line. */
export function stepsOf({ rowCount, columns }: Columns, firstLine: number): Float64Array {
  const steps = Float64Array.from({ length: rowCount }, (_, row) => firstLine + row)
  const column = columns.find(({ path }) => path === '_step')
  if (column === undefined) return steps
  if (column.rows === null) return column.numbers
  column.rows.forEach((row, i) => {
    steps[row] = column.numbers[i]!
  })
  return steps
}

export const hasStepRange = ({ minStep, maxStep }: LineRange): boolean => minStep !== undefined || maxStep !== undefined

export const inStepRange = (step: number, { minStep, maxStep }: LineRange): boolean =>
  (minStep === undefined || step >= minStep) && (maxStep === undefined || step < maxStep)

/** `count` whole numbers below `length`, evenly spread, the first and the last among them. */
export function spread(length: number, count: number): number[] {
  if (count <= 0) return []
  if (count >= length) return Array.from({ length }, (_, i) => i)
  if (count === 1) return [0]
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / (count - 1)))
}
