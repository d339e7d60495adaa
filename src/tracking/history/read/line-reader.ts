import type { HistoryDb } from '../../../storage/sql/schema.ts'
import type { LineRange } from '../history.ts'
import type { StreamRow } from '../sql/streams.ts'
import { hasStepRange, inStepRange, spread, stepsOf } from './steps.ts'
import { linesOfParts, readParts, readWindows } from './stored-lines.ts'

/** The lines of a range, in order, as JSON text. */
export async function readLines(db: HistoryDb, stream: StreamRow, range: LineRange): Promise<string[]> {
  const lines: string[] = []
  const limit = range.limit ?? Number.POSITIVE_INFINITY
  for (const window of await readWindows(db, stream, range)) {
    if (lines.length >= limit) break
    for (const part of await readParts(db, stream, window.from, window.to)) {
      const steps = hasStepRange(range) ? stepsOf(part.columns, part.firstLine) : null
      for (const { number, text } of linesOfParts([part]))
        if (steps === null || inStepRange(steps[number - part.firstLine]!, range)) lines.push(text)
    }
  }
  return lines.length > limit ? lines.slice(0, limit) : lines
}

/** Whole lines, at most `samples`, evenly spread over the range, its first and last among them. */
export async function readSampledLines(
  db: HistoryDb,
  stream: StreamRow,
  range: LineRange & { samples: number },
): Promise<string[]> {
  const numbers = await numbersInRange(db, stream, range)
  const wanted = new Set(spread(numbers.length, range.samples).map((i) => numbers[i]!))
  const lines: string[] = []
  for (const { from, to } of await readWindows(db, stream, range)) {
    if (![...wanted].some((number) => number >= from && number < to)) continue
    for (const { number, text } of linesOfParts(await readParts(db, stream, from, to)))
      if (wanted.has(number)) lines.push(text)
  }
  return lines
}

/** Numbers of the lines in a range. Only the steps are read. */
async function numbersInRange(db: HistoryDb, stream: StreamRow, range: LineRange): Promise<number[]> {
  const from = Math.max(range.fromLine ?? 0, 0)
  if (!hasStepRange(range)) return Array.from({ length: Math.max(stream.lineCount - from, 0) }, (_, i) => from + i)
  const numbers: number[] = []
  for (const window of await readWindows(db, stream, range))
    for (const { firstLine, columns } of await readParts(db, stream, window.from, window.to, new Set(['_step'])))
      stepsOf(columns, firstLine).forEach((step, row) => {
        if (inStepRange(step, range)) numbers.push(firstLine + row)
      })
  return numbers
}

/** The last lines, oldest first. */
export async function readTail(db: HistoryDb, stream: StreamRow, count: number): Promise<string[]> {
  let lines: string[] = []
  let to = stream.lineCount
  let size = count
  while (to > 0 && lines.length < count) {
    const from = Math.max(to - size, 0)
    lines = [...linesOfParts(await readParts(db, stream, from, to)).map(({ text }) => text), ...lines]
    to = from
    size = Math.max(size, 1000)
  }
  return count > 0 ? lines.slice(-count) : []
}
