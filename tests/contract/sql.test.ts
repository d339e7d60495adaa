import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DatabaseSettings, migrate, openAppDb, openHistoryDb } from '../../src/storage/sql/open.ts'
import { insertIfAbsent, insertOrUpdate, insertWithId, isDuplicateKey } from '../../src/storage/sql/portable.ts'
import type { AppDb, HistoryDb } from '../../src/storage/sql/schema.ts'
import { inSnapshot, inTransaction } from '../../src/storage/sql/transaction.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'

for (const kind of databases) {
  describe.skipIf(!kind.available)(`tables on ${kind.name}`, () => {
    let place: TestDatabases
    let settings: DatabaseSettings
    let app: AppDb
    let history: HistoryDb
    beforeAll(async () => {
      place = await kind.start()
      settings = (await place.fresh()).settings
      app = await openAppDb(settings)
      history = await openHistoryDb(settings)
      await migrate(app, history)
    })
    afterAll(async () => {
      await app.destroy()
      await history.destroy()
      await place.stop()
    })

    const setting = (name: string, value: string) => ({ name, value, changed_at: 1, changed_by: 'test' })
    const settingNamed = async (name: string) =>
      (await app.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst())?.value

    test('a second migration finds nothing to do', async () => {
      expect(await migrate(app, history)).toEqual([])
    })

    test('insertWithId gives each row its own key', async () => {
      const row = { name: 'acme', created_at: 1 }
      const first = await insertWithId(app, 'organization', row)
      const second = await insertWithId(app, 'organization', { ...row, name: 'other' })
      expect(second).toBeGreaterThan(first)
    })

    test('insertOrUpdate inserts, then changes only what it is told to', async () => {
      await insertOrUpdate(app, 'setting', setting('a', '1'), ['name'], { value: '1' })
      await insertOrUpdate(app, 'setting', { ...setting('a', '2'), changed_by: 'other' }, ['name'], { value: '2' })
      const rows = await app.selectFrom('setting').selectAll().where('name', '=', 'a').execute()
      expect(rows).toEqual([{ ...setting('a', '2'), changed_by: 'test' }])
    })

    test('insertIfAbsent says whether the row was new and leaves the old one alone', async () => {
      expect(await insertIfAbsent(app, 'setting', setting('b', '1'))).toBe(true)
      expect(await insertIfAbsent(app, 'setting', setting('b', '2'))).toBe(false)
      expect(await settingNamed('b')).toBe('1')
    })

    test('a taken key is recognised, another failure is not', async () => {
      await app.insertInto('setting').values(setting('c', '1')).execute()
      const taken = await app
        .insertInto('setting')
        .values(setting('c', '2'))
        .execute()
        .catch((error: unknown) => error)
      expect(isDuplicateKey(taken)).toBe(true)
      expect(isDuplicateKey(new Error('other'))).toBe(false)
    })

    test('names differ by case and by accent, and hold any character', async () => {
      for (const name of ['Ana', 'ana', 'aná', '🜁 ☃ \u0000'.replace('\u0000', '-')]) {
        await app.insertInto('setting').values(setting(name, name)).execute()
        expect(await settingNamed(name)).toBe(name)
      }
    })

    test('times beyond 32 bits and long texts come back as they went in', async () => {
      const text = 'x'.repeat(200_000)
      await app
        .insertInto('setting')
        .values({ ...setting('d', text), changed_at: 4_102_444_800_123 })
        .execute()
      const row = await app.selectFrom('setting').selectAll().where('name', '=', 'd').executeTakeFirstOrThrow()
      expect(row).toMatchObject({ value: text, changed_at: 4_102_444_800_123 })
    })

    test('a transaction that throws leaves nothing behind', async () => {
      const failing = inTransaction(app, async (trx) => {
        await trx.insertInto('setting').values(setting('e', '1')).execute()
        throw new Error('planned')
      })
      await expect(failing).rejects.toThrow('planned')
      expect(await settingNamed('e')).toBeUndefined()
    })

    test('of many writes at once, the one that fails takes nothing else along', async () => {
      await app.insertInto('setting').values(setting('taken', '0')).execute()
      const names = ['m1', 'taken', 'm2', 'm3']
      const written = names.map((name) => app.insertInto('setting').values(setting(name, '1')).execute())
      expect((await Promise.allSettled(written)).map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ])
      expect(await Promise.all(names.map(settingNamed))).toEqual(['1', '0', '1', '1'])
    })

    test('what was written is there for another process as soon as it was answered', async () => {
      const other = await openAppDb(settings)
      try {
        const read = (name: string) =>
          other.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst()
        await app.insertInto('setting').values(setting('f', '1')).execute()
        expect(await read('f')).toEqual({ value: '1' })
        await inTransaction(app, async (trx) => {
          await trx.updateTable('setting').set({ value: '2' }).where('name', '=', 'f').execute()
          expect(await read('f')).toEqual({ value: '1' })
        })
        expect(await read('f')).toEqual({ value: '2' })
      } finally {
        await other.destroy()
      }
    })

    test('writes beside a transaction that throws are kept, and none gets into it', async () => {
      const failing = inTransaction(app, async (trx) => {
        await trx.insertInto('setting').values(setting('inside', '1')).execute()
        beside.push(app.insertInto('setting').values(setting('beside', '1')).execute())
        await new Promise((resolve) => setImmediate(resolve))
        throw new Error('planned')
      })
      const beside = [app.insertInto('setting').values(setting('before', '1')).execute()]
      await expect(failing).rejects.toThrow('planned')
      await Promise.all(beside)
      expect(await Promise.all(['before', 'inside', 'beside'].map(settingNamed))).toEqual(['1', undefined, '1'])
    })

    test('a snapshot sees one moment', async () => {
      await app.insertInto('setting').values(setting('g', '1')).execute()
      const other = await openAppDb(settings)
      try {
        await inSnapshot(app, async (trx) => {
          const read = trx.selectFrom('setting').select('value').where('name', '=', 'g')
          expect(await read.executeTakeFirst()).toEqual({ value: '1' })
          await other.updateTable('setting').set({ value: '2' }).where('name', '=', 'g').execute()
          expect(await read.executeTakeFirst()).toEqual({ value: '1' })
        })
        expect(await settingNamed('g')).toBe('2')
      } finally {
        await other.destroy()
      }
    })

    test('a transaction that lost a race is run again', async () => {
      let runs = 0
      await inTransaction(app, async (trx) => {
        await trx.selectFrom('setting').select('name').limit(1).execute()
        if (++runs < 3) throw Object.assign(new Error('deadlock'), { code: 'ER_LOCK_DEADLOCK' })
      })
      expect(runs).toBe(3)
    })
  })
}
