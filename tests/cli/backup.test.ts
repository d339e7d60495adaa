import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { restoreBackup } from '../../src/backup/index.ts'
import { Secret } from '../../src/base/secret.ts'
import { readConfig } from '../../src/config/config.ts'
import { artifactKit } from '../kit/artifacts.ts'
import { addPeople, type People, signIn } from '../kit/askers.ts'
import { command } from '../kit/command.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'
import { logRun } from '../kit/experiments.ts'
import type { Person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { readRun } from '../kit/wire.ts'

/** `signpost backup DIR` beside a running server that is being logged to, and `signpost restore DIR`. */
describe.each(databases)('$name', (kind) => {
  describe.skipIf(!kind.available)('a backup', () => {
    const picture = randomBytes(200_000)
    let folder: string
    let database: TestDatabases
    let server: TestServer
    let people: People
    let env: Record<string, string>
    let backup: string
    /** Lines of the run that is logged to meanwhile, acknowledged before the backup began and after it. */
    let acknowledged: { before: number; after: number }

    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-backup-'))
      database = await kind.start()
      env = { MYSQL: '', SIGNPOST_DATA: path.join(folder, 'data'), ...(await database.fresh()).env }
      server = await startServer({ env })
      people = await addPeople(server)
      const to = { url: server.url, apiKey: people.keys.ann, entity: 'ann', project: 'vision' }
      await logRun(to, {
        name: 'done',
        config: { lr: 0.1 },
        history: [{ loss: 0.1 }, { loss: 1e-300, big: 9007199254740993n.toString() }, { note: 'déjà vu' }],
        log: ['one', 'two'],
        files: { 'media/picture.png': picture, 'notes/a b.txt': 'hello' },
        exitCode: 0,
      })
      const secret = new Secret('the secret of the page')
      await server.context.providerSettings.create(
        'paged',
        { clientSecret: secret, issuer: 'https://op.example' },
        'root',
      )

      const { more } = await logRun(to, { name: 'going', files: { 'state.json': '0' } })
      let lines = 0
      let goesOn = true
      const logging = (async () => {
        while (goesOn) {
          await more(Array.from({ length: 50 }, (_, i) => ({ value: lines + i })))
          lines += 50
        }
      })()
      while (lines < 100) await new Promise((resolve) => setImmediate(resolve))
      const before = lines
      backup = path.join(folder, 'backup')
      await mkdir(backup, { mode: 0o755 })
      const done = await command(env, 'backup', backup)
      goesOn = false
      await logging
      acknowledged = { before, after: lines }
      expect(done).toMatchObject({ code: 0, err: '' })
      expect(done.out).toContain(`backed up to ${backup}`)
    })
    afterAll(async () => {
      await server?.stop()
      await database?.stop()
      await rm(folder, { recursive: true, force: true })
    })

    const freshPlace = async (name: string) => ({
      MYSQL: '',
      ...(await database.fresh()).env,
      SIGNPOST_DATA: path.join(folder, name),
    })
    const copyOf = async (name: string) => {
      const copy = path.join(folder, name)
      await cp(backup, copy, { recursive: true })
      return copy
    }
    const manifestOf = async (place: string) => JSON.parse(await readFile(path.join(place, 'manifest.json'), 'utf8'))

    test('is for its owner alone, and tells what is in it', async () => {
      expect((await stat(backup)).mode & 0o777).toBe(0o700)
      const manifest = await manifestOf(backup)
      expect(manifest).toMatchObject({ format: 1, database: kind.name === 'SQLite' ? 'sqlite' : 'mysql', missing: [] })
      expect(manifest.migrations.app).toContain('0001-accounts')
      const names = manifest.files.map(({ path: name }: { path: string }) => name)
      const found = (await readdir(backup, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
      expect(names.length).toBe(found.length - 1)
      if (kind.name === 'SQLite') expect((await stat(path.join(backup, 'keys/server.key'))).mode & 0o777).toBe(0o600)
      else expect(names).toContain('database.sql.gz')
    })

    test('brings back people, keys, runs to the last line, files and sealed settings; sign-ins are over', async () => {
      const cookie = await signIn(server, 'root')
      const place = await freshPlace('restored')
      const { code, out, err } = await command(place, 'restore', backup)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toContain('everybody has to sign in again')
      const restored = await startServer({ env: place })
      try {
        const of = (which: TestServer, run: string) =>
          readRun(
            which,
            people.keys.ann,
            { project: 'vision', run },
            'state config historyLineCount history files { edges { node { name md5 } } }',
          )
        expect(await of(restored, 'done')).toEqual(await of(server, 'done'))
        const going = await of(restored, 'going')
        expect(going.historyLineCount).toBeGreaterThanOrEqual(acknowledged.before)
        expect(going.historyLineCount).toBeLessThanOrEqual(acknowledged.after)
        const { files } = restored.context.tracking
        const { id } = await idOf(restored)
        const pieces: Uint8Array[] = []
        for await (const piece of await files.read(id, 'media/picture.png')) pieces.push(piece)
        expect(Buffer.concat(pieces).equals(picture)).toBe(true)
        const { fields } = await restored.context.providerSettings.get('paged')
        expect((fields['clientSecret']!.value as Secret).reveal()).toBe('the secret of the page')
        expect((await fetch(`${restored.url}/api/me`, { headers: { cookie } })).status).toBe(401)
        expect(await signIn(restored, 'ann')).toMatch(/signpost/)
        await logRun(
          { url: restored.url, apiKey: people.keys.ann, entity: 'ann', project: 'vision' },
          { name: 'new', history: [{ x: 1 }] },
        )
        expect((await of(restored, 'new')).historyLineCount).toBe(1)
      } finally {
        await restored.stop()
      }
    })

    const idOf = async (which: TestServer) => {
      const principal = (await which.context.accounts.principalOfApiKey(people.keys.ann))!
      return which.context.tracking.runs.get(principal, { entity: 'ann', project: 'vision', run: 'done' })
    }

    test.skipIf(kind.name !== 'SQLite')('names the bytes and manifests of artifacts that are not there', async () => {
      const to = { entity: 'ann', project: 'vision', run: 'done' }
      const kit = artifactKit(server, { apiKey: people.keys.ann } as Person, to)
      await kit.log('lost', { f: 'bytes that get lost' })
      const { appDb, objects } = server.context
      const blob = await appDb.selectFrom('artifact_blob').select('object_key').executeTakeFirstOrThrow()
      const { manifest_key } = await appDb.selectFrom('artifact').select('manifest_key').executeTakeFirstOrThrow()
      const whole = await command(env, 'backup', path.join(folder, 'whole'))
      expect([whole.code, (await manifestOf(path.join(folder, 'whole'))).missing]).toEqual([0, []])
      for (const key of [blob.object_key, manifest_key!]) await objects.remove(key)
      await command(env, 'backup', path.join(folder, 'holes'))
      const { missing } = await manifestOf(path.join(folder, 'holes'))
      expect(missing.toSorted()).toEqual([blob.object_key, manifest_key].toSorted())
    })

    test('is made into an empty folder only, and where there is something', async () => {
      const again = await command(env, 'backup', backup)
      expect([again.code, again.err]).toEqual([
        1,
        `signpost: ${backup} holds a backup already. Give a folder that is empty, or that is not there.\n`,
      ])
      if (kind.name === 'SQLite') {
        const nothing = await command(
          { SIGNPOST_DATA: path.join(folder, 'nothing') },
          'backup',
          path.join(folder, 'b2'),
        )
        expect(nothing.code).toBe(1)
        expect(nothing.err).toContain('There is no database in')
        expect(existsSync(path.join(folder, 'b2'))).toBe(false)
      }
    })

    const refusals: [string, (copy: string, place: Record<string, string>) => Promise<unknown>, RegExp][] = [
      [
        'into a folder that holds data',
        async (_, { SIGNPOST_DATA }) => {
          await mkdir(SIGNPOST_DATA!, { recursive: true })
          await writeFile(path.join(SIGNPOST_DATA!, 'mine'), 'x')
        },
        /holds data already \(mine\)/,
      ],
      ['with a changed file', (copy) => changeAFile(copy), /is damaged: .* was changed/],
      ['with a cut file', (copy) => appendFile(path.join(copy, anyFile), 'x'), /is damaged: .* bytes and should have/],
      ['with a missing file', (copy) => rm(path.join(copy, anyFile)), /is damaged: .* is missing/],
      ['that was not finished', (copy) => rm(path.join(copy, 'manifest.json')), /is no backup that was finished/],
      [
        'whose manifest cannot be read',
        (copy) => writeFile(path.join(copy, 'manifest.json'), '{"format": 1,'),
        /cannot be read/,
      ],
      ['of a later kind', (copy) => changeManifest(copy, { format: 2 }), /newer version/],
      [
        'of a newer schema',
        (copy) => changeManifest(copy, { migrations: { app: ['0001-accounts', '9999-flying'], history: [] } }),
        /newer version .*9999-flying/,
      ],
      [
        'that would write elsewhere',
        (copy) => changeManifest(copy, { files: [{ path: '../elsewhere', bytes: 0, sha256: '0'.repeat(64) }] }),
        /cannot be read/,
      ],
      [
        'of the other database',
        (copy) => changeManifest(copy, { database: kind.name === 'SQLite' ? 'mysql' : 'sqlite' }),
        /The backup is of/,
      ],
    ]
    const anyFile = kind.name === 'SQLite' ? 'signpost.db' : 'database.sql.gz'
    const changeManifest = async (copy: string, change: object) =>
      writeFile(path.join(copy, 'manifest.json'), JSON.stringify({ ...(await manifestOf(copy)), ...change }))
    const changeAFile = async (copy: string) => {
      const bytes = await readFile(path.join(copy, anyFile))
      bytes[bytes.length >> 1]! ^= 1
      await writeFile(path.join(copy, anyFile), bytes)
    }

    test.each(refusals)('%s is not restored, and nothing is written', async (name, bend, sentence) => {
      const id = name.replaceAll(' ', '-')
      const copy = await copyOf(`copy-${id}`)
      const place = await freshPlace(`place-${id}`)
      await bend(copy, place)
      const there = await readdir(place.SIGNPOST_DATA).catch(() => [])
      await expect(restoreBackup(readConfig(place), copy)).rejects.toThrow(sentence)
      expect(await readdir(place.SIGNPOST_DATA).catch(() => [])).toEqual(there)
    })

    test('is not restored where a server is running, nor over tables', async () => {
      const there = await command(env, 'restore', backup)
      expect(there.code).toBe(1)
      expect(there.err).toContain(kind.name === 'SQLite' ? 'A server is running on' : 'holds data already')
      if (kind.name === 'SQLite') return
      const over = await command({ ...env, SIGNPOST_DATA: path.join(folder, 'elsewhere') }, 'restore', backup)
      expect([over.code, over.err.includes('has tables already')]).toEqual([1, true])
    })
  })
})
