import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDurableLog } from '../storage/sql/dialects/group-commit.ts'
import { sqliteDialect } from '../storage/sql/dialects/sqlite.ts'
import { onSlow, slowAfter } from '../storage/sql/slow-statements.ts'
import { keepLines, keptLog, slowStatements } from './kept-lines.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'signpost-kept-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a statement that takes long is noted by its text, never with a value; a quick one is not', async () => {
  const kept = keepLines(folder)
  const file = path.join(folder, 'x.db')
  const database = new DatabaseSync(file)
  database.function('dawdle', (text) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slowAfter + 20)
    return text
  })
  const db = new Kysely<object>({ dialect: sqliteDialect(database, createDurableLog(file)), log: onSlow(kept.slow) })
  await sql`select ${'quick'} as quick`.execute(db)
  await sql`select dawdle(${'a value of somebody'}) as slow`.execute(db)
  await sql`select dawdle(${'another'}) as slow`.execute(db)
  await db.destroy()
  expect(slowStatements(folder)).toMatchObject([{ sql: 'select dawdle(?) as slow', times: 2, failed: 0 }])
  expect(readFileSync(path.join(folder, 'logs', 'slow-statements.log'), 'utf8')).not.toMatch(/somebody|another|quick/)
})

test('the slowest statement comes first', () => {
  const kept = keepLines(folder)
  kept.slow({ at: 1, ms: 300, sql: 'a' })
  kept.slow({ at: 2, ms: 900, sql: 'b', failed: true })
  kept.slow({ at: 3, ms: 500, sql: 'a' })
  expect(slowStatements(folder)).toEqual([
    { sql: 'b', slowest: 900, times: 1, failed: 1, last: 2 },
    { sql: 'a', slowest: 500, times: 2, failed: 0, last: 3 },
  ])
  expect(keptLog(folder)).toEqual([])
})
