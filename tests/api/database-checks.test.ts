import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Check } from '../../src/base/check.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'
import { startServer, type TestServer } from '../kit/server.ts'

describe.each(databases)('the doctor on $name', (kind) => {
  describe.skipIf(!kind.available)('with a server that runs', () => {
    let database: TestDatabases
    let server: TestServer
    beforeAll(async () => {
      database = await kind.start()
      const { MYSQL } = (await database.fresh()).env
      server = await startServer({ env: { MYSQL: MYSQL ?? '' } })
    })
    afterAll(async () => {
      await server?.stop()
      await database?.stop()
    })

    const examined = async (stage: string): Promise<Record<string, Check>> => {
      const checks = (await server.context.doctor.examine()).filter((check) => check.stage === stage)
      return Object.fromEntries(checks.map((check) => [check.id, check]))
    }
    const statuses = async (stage: string) =>
      Object.fromEntries(Object.entries(await examined(stage)).map(([id, { status }]) => [id, status]))

    test('finds the database and the storage well, and leaves nothing behind', async () => {
      const { appDb } = server.context
      const settings = await appDb.selectFrom('setting').select('name').execute()
      expect(await statuses('database')).toEqual({
        database: 'ok',
        'database.write': 'ok',
        'database.migrations': 'ok',
        ...(kind.name === 'MariaDB' && {
          'database.version': 'ok',
          'database.text': 'ok',
          'database.packet': 'ok',
        }),
      })
      expect((await examined('database'))['database']!.evidence['version']).toMatch(/^\d+\.\d+/)
      expect(await statuses('storage')).toEqual({ storage: 'ok', 'storage.objects': 'ok' })
      expect(await appDb.selectFrom('setting').select('name').execute()).toEqual(settings)
    })

    test('tells tables of a newer version', async () => {
      const { appDb } = server.context
      await sql`insert into app_migration (name, timestamp) values ('9999-of-tomorrow', 'now')`.execute(appDb)
      const found = (await examined('database'))['database.migrations']
      await sql`delete from app_migration where name = '9999-of-tomorrow'`.execute(appDb)
      expect(found).toMatchObject({ status: 'error', evidence: { unknown: ['9999-of-tomorrow'] } })
    })

    test('tells a database whose tables are gone, and goes on without the settings in it', async () => {
      const { appDb, doctor } = server.context
      await appDb.schema.alterTable('setting').renameTo('setting_elsewhere').execute()
      const checks = await doctor.examine()
      await appDb.schema.alterTable('setting_elsewhere').renameTo('setting').execute()
      const found = Object.fromEntries(checks.map(({ id, status }) => [id, status]))
      expect(found).toMatchObject({ database: 'skipped', providers: 'skipped', storage: 'ok' })
      expect(await statuses('database')).toMatchObject({ database: 'ok' })
    })

    test('tells that files cannot be kept', async () => {
      const objects = path.join(server.dataFolder, 'objects')
      await rm(objects, { recursive: true, force: true })
      await writeFile(objects, 'not a folder')
      const found = (await examined('storage'))['storage.objects']!
      await rm(objects)
      await mkdir(objects)
      expect(found).toMatchObject({ status: 'error', evidence: { happened: expect.any(String) } })
      expect(found.mend!.join()).toContain(objects)
    })

    if (kind.name === 'SQLite')
      test('tells that the database cannot be written', async () => {
        await sql`create trigger refuse before insert on setting begin select raise(abort, 'no room'); end`.execute(
          server.context.appDb,
        )
        const found = (await examined('database'))['database.write']!
        await sql`drop trigger refuse`.execute(server.context.appDb)
        expect(found).toMatchObject({ status: 'error', evidence: { happened: expect.stringContaining('no room') } })
        expect(found.mend!.join()).toContain(path.join(server.dataFolder, 'signpost.db'))
      })

    if (kind.name === 'MariaDB')
      describe('as somebody set it up', () => {
        test('warns of packets that are too small, with the setting', async () => {
          const { appDb } = server.context
          await sql`set global max_allowed_packet = 16777216`.execute(appDb)
          const found = (await examined('database'))['database.packet']!
          await sql`set global max_allowed_packet = 67108864`.execute(appDb)
          expect(found).toMatchObject({ status: 'warning', title: expect.stringContaining('16 MB') })
          expect(found.mend!.join()).toContain('max_allowed_packet = 64M')
        })

        test('warns of text that loses characters, and its mend mends it', async () => {
          const { appDb } = server.context
          await sql`alter table setting convert to character set latin1`.execute(appDb)
          const found = (await examined('database'))['database.text']!
          expect(found).toMatchObject({ status: 'warning', title: expect.stringContaining('the table setting') })
          for (const statement of found.mend!) await sql.raw(statement).execute(appDb)
          expect(await statuses('database')).toMatchObject({ 'database.text': 'ok' })
        })
      })
  })
})
