import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDurableLog, type DurableLog } from './group-commit.ts'
import { sqliteDialect } from './sqlite.ts'

let folder: string
let db: Kysely<{ word: { text: string } }>
/** One for each sync that was asked for: the disk answers when the test says so. */
let syncs: PromiseWithResolvers<void>[]

const disk: DurableLog = {
  sync() {
    const asked = Promise.withResolvers<void>()
    syncs.push(asked)
    return asked.promise
  },
  close: async () => undefined,
}
const turn = () => new Promise((resolve) => setImmediate(resolve))
const put = (text: string) => db.insertInto('word').values({ text }).execute()
const words = async () => (await db.selectFrom('word').selectAll().execute()).map(({ text }) => text)

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'signpost-commit-'))
  const database = new DatabaseSync(path.join(folder, 'words.db'))
  database.exec('PRAGMA journal_mode = WAL; create table word (text text primary key)')
  syncs = []
  db = new Kysely({ dialect: sqliteDialect(database, disk) })
})
afterEach(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true })
})

test('a write is answered once the disk has it, and others can read it before', async () => {
  let isAnswered = false
  const written = put('one').then(() => {
    isAnswered = true
  })
  await turn()
  await turn()
  expect([isAnswered, await words()]).toEqual([false, ['one']])
  syncs[0]!.resolve()
  await written
  expect(isAnswered).toBe(true)
})

test('writes and transactions of one turn share a sync, and those of the next have their own', async () => {
  const together = [
    put('one'),
    db.transaction().execute((trx) => trx.insertInto('word').values({ text: 'two' }).execute()),
    put('three'),
  ]
  await turn()
  await turn()
  expect(syncs).toHaveLength(1)
  syncs[0]!.resolve()
  await Promise.all(together)
  const later = put('four')
  await turn()
  await turn()
  expect(syncs).toHaveLength(2)
  syncs[1]!.resolve()
  await later
  expect(await words()).toEqual(['one', 'two', 'three', 'four'])
})

test('what the disk refuses is told to everybody who waits for it', async () => {
  const outcomes = Promise.allSettled([put('one'), put('two')])
  await turn()
  await turn()
  syncs[0]!.reject(new Error('the disk is gone'))
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

test('a real log is synced, again and again, and closed', async () => {
  const file = path.join(folder, 'words.db')
  const log = createDurableLog(file)
  await Promise.all([log.sync(), log.sync(), log.sync()])
  await log.sync()
  await log.close()
  await expect(createDurableLog(path.join(folder, 'none.db')).sync()).rejects.toThrow('none.db-wal')
})
