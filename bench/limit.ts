import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { makeLines, type Shape } from './load.ts'

/**
 * What one process could do at best on this machine, at this moment: JSON.parse of the same bodies, numbers into columns, one write and
 * fdatasync for each group of batches that would wait together. Values a second.
 */
export function inProcessLimit(shape: Shape, seconds: number): number {
  const content = makeLines(shape.numbers, 0, shape.lines)
  const body = JSON.stringify({ files: { 'wandb-history.jsonl': { offset: 0, content } } })
  const folder = mkdtempSync(path.join(os.tmpdir(), 'signpost-limit-'))
  const file = openSync(path.join(folder, 'columns'), 'w')
  let values = 0
  const began = performance.now()
  while (performance.now() - began < seconds * 1000) {
    for (let writer = 0; writer < shape.writers; writer++) {
      const lines: string[] = JSON.parse(body).files['wandb-history.jsonl'].content
      const columns = new Map<string, Float64Array>()
      lines.forEach((line, row) => {
        const parsed = JSON.parse(line)
        for (const key in parsed) {
          const column = columns.get(key) ?? new Float64Array(lines.length)
          column[row] = parsed[key]
          columns.set(key, column)
        }
      })
      for (const column of columns.values()) writeSync(file, column)
      values += shape.lines * shape.numbers
    }
    fdatasyncSync(file)
  }
  const rate = values / ((performance.now() - began) / 1000)
  closeSync(file)
  rmSync(folder, { recursive: true })
  return rate
}
