import path from 'node:path'
import { createLineFile, readLineFile } from '../base/line-file.ts'
import type { SlowStatement } from '../storage/sql/slow-statements.ts'

const logFile = (dataFolder: string) => path.join(dataFolder, 'logs', 'server.log')
const slowFile = (dataFolder: string) => path.join(dataFolder, 'logs', 'slow-statements.log')

/** What a server keeps of its course, in its data folder: there is a bundle to be made of it also when it has ended. */
export interface KeptLines {
  /** A line of the server's log. */
  log(line: string): void
  slow(statement: SlowStatement): void
  close(): void
}

export function keepLines(dataFolder: string): KeptLines {
  const log = createLineFile(logFile(dataFolder))
  const slow = createLineFile(slowFile(dataFolder), 256 * 1024)
  return {
    log: log.write,
    slow: (statement) => slow.write(JSON.stringify(statement)),
    close() {
      log.close()
      slow.close()
    },
  }
}

export const keptLog = (dataFolder: string): string[] => readLineFile(logFile(dataFolder))

/** By statement: how often it was slow, and how slow at worst. The slowest first. */
export interface SlowSum {
  sql: string
  slowest: number
  times: number
  failed: number
  last: number
}

export function slowStatements(dataFolder: string): SlowSum[] {
  const sums = new Map<string, SlowSum>()
  for (const line of readLineFile(slowFile(dataFolder))) {
    const { sql, ms, at, failed } = JSON.parse(line) as SlowStatement
    const sum = sums.get(sql) ?? { sql, slowest: 0, times: 0, failed: 0, last: 0 }
    sums.set(sql, {
      sql,
      slowest: Math.max(sum.slowest, ms),
      times: sum.times + 1,
      failed: sum.failed + (failed ? 1 : 0),
      last: Math.max(sum.last, at),
    })
  }
  return [...sums.values()].sort((a, b) => b.slowest - a.slowest)
}
