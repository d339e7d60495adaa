import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Check } from '../../src/base/check.ts'
import { command } from '../kit/command.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'
import { freePort } from '../kit/ports.ts'
import { type Served, serve } from '../kit/serve.ts'
import { unzipped } from '../kit/zip.ts'

/** `signpost bundle FILE`, beside a running server and without one. */
describe.each(databases)('$name', (kind) => {
  describe.skipIf(!kind.available)('beside a running server', () => {
    let folder: string
    let database: TestDatabases
    let env: Record<string, string>
    let served: Served
    let files: Record<string, string>
    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-bundle-'))
      database = await kind.start()
      const port = String(await freePort())
      env = {
        ...(await database.fresh()).env,
        PORT: port,
        HOST: `http://localhost:${port}`,
        SIGNPOST_DATA: path.join(folder, 'data'),
        LOCAL_RESTORE: 'true',
        OIDC_ISSUER: 'http://localhost:9',
        OIDC_CLIENT_ID: 'signpost',
        OIDC_SECRET: 'a secret that nobody may see',
      }
      const made = await command(env, 'user', 'create', 'ada', '--admin')
      expect(made.code).toBe(0)
      served = await serve(env, /restore user: .*\n/)
      await fetch(`${served.url}/oidc/login`, { redirect: 'manual' })
      const done = await command(env, 'bundle', path.join(folder, 'bundle.zip'))
      expect({ ...done, out: done.out.includes('begin with README.html') }).toEqual({ code: 0, out: true, err: '' })
      files = unzipped(await readFile(path.join(folder, 'bundle.zip')))
    })
    afterAll(async () => {
      await served?.stop()
      await database?.stop()
      await rm(folder, { recursive: true, force: true })
    })

    test("has the server's log, its metrics, and what it met", () => {
      const lines = files['logs.txt']!.trimEnd().split('\n')
      expect(lines.map((line) => JSON.parse(line).msg)).toContain('listening')
      expect(files['metrics.txt']).toContain('route="/oidc/login"')
      expect(JSON.parse(files['sign-in-causes.json']!)[0]).toMatchObject({ code: 'conn-refused-localhost', times: 1 })
      expect(JSON.parse(files['versions.json']!).database.kind).toBe(kind.name === 'SQLite' ? 'sqlite' : 'mysql')
      expect(files['README.html']).toContain('conn-refused-localhost')
    })

    test('has neither the restore password, which was printed, nor any other secret', async () => {
      const [, password] = /restore user: ada password: (\S+)/.exec(served.out()) ?? []
      const all = Object.values(files).join('\n')
      expect(password).toMatch(/.{8}/)
      for (const secret of [password!, env['OIDC_SECRET']!, 'restore user:', 'setup?token='])
        expect(all).not.toContain(secret)
      if (kind.name === 'MariaDB') {
        const { password: ofDatabase } = new URL(env['MYSQL']!)
        if (ofDatabase) expect(all).not.toContain(ofDatabase)
        return
      }
      const key = (await readFile(path.join(folder, 'data/keys/server.key'), 'utf8')).trim()
      expect(all).not.toContain(key)
    })

    test('is for its owner alone, replaces an earlier one, and nothing else', async () => {
      expect((await stat(path.join(folder, 'bundle.zip'))).mode & 0o777).toBe(0o600)
      expect((await stat(path.join(folder, 'data/logs/server.log'))).mode & 0o777).toBe(0o600)
      const mine = path.join(folder, 'mine.txt')
      await writeFile(mine, 'my work')
      const { code, err } = await command(env, 'bundle', mine)
      expect([code, err]).toEqual([1, `signpost: ${mine} is there already and is no bundle. Give another name.\n`])
      expect(await readFile(mine, 'utf8')).toBe('my work')
      expect((await command(env, 'bundle', path.join(folder, 'bundle.zip'))).code).toBe(0)
    })
  })
})

describe('without a server', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-bundle-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const bundleOf = async (env: Record<string, string>) => {
    const file = path.join(folder, 'of', 'it.zip')
    expect(await command(env, 'bundle', file)).toMatchObject({ code: 0, err: '' })
    return unzipped(await readFile(file))
  }

  test('that has never run there is one all the same, and nothing is made', async () => {
    const data = path.join(folder, 'data')
    const files = await bundleOf({ SIGNPOST_DATA: data, PORT: String(await freePort()) })
    expect(files['metrics.txt']).toContain('No server answers at 127.0.0.1')
    expect(files['README.html']).toContain('Debug bundle of')
    expect(existsSync(data)).toBe(false)
  })

  test('whose database does not answer it says so', async () => {
    const MYSQL = 'mysql://signpost:correct-horse-battery@127.0.0.1:9/signpost'
    const files = await bundleOf({ MYSQL, SIGNPOST_DATA: path.join(folder, 'other'), PORT: String(await freePort()) })
    expect(JSON.parse(files['doctor.json']!)).toContainEqual(
      expect.objectContaining({ id: 'database', status: 'error' }),
    )
    expect(files['README.html']).toContain('class="verdict error"')
    expect(Object.values(files).join('\n')).not.toContain('correct-horse-battery')
  })

  test('whose environment cannot be used says all that is wrong with it, without what is secret in it', async () => {
    const file = path.join(folder, 'cannot-start.zip')
    const env = {
      SIGNPOST_DATA: path.join(folder, 'never'),
      PORT: 'eighty',
      HOST: 'signpost',
      MYSQL: 'mysql//signpost:correct-horse-battery@db/signpost',
      SIGNPOST_CONFIG: path.join(folder, 'no-such.yaml'),
      OIDC_ISSUER: 'http://localhost:9',
      OIDC_CLIENT_ID: 'signpost',
      OIDC_SECRET: 'a secret that nobody may see',
    }
    const { code, err, out } = await command(env, 'bundle', file)
    expect([code, out]).toEqual([0, expect.stringContaining('begin with README.html')])
    for (const name of ['PORT', 'HOST', 'MYSQL', 'SIGNPOST_CONFIG']) expect(err).toContain(name)
    const files = unzipped(await readFile(file))
    const checks: Check[] = JSON.parse(files['doctor.json']!)
    const wrong = checks.filter(({ id, status }) => id.startsWith('environment') && status === 'error')
    expect(wrong.map(({ title }) => title).join()).toMatch(/PORT.*HOST.*MYSQL/s)
    // A provider can be looked at all the same.
    expect(checks.map(({ code }) => code)).toContain('conn-refused-localhost')
    expect(checks.filter(({ stage }) => stage === 'database')).toEqual([])
    expect(files['README.html']).toContain('class="verdict error"')
    expect(JSON.parse(files['host.json']!)).toHaveProperty('limits')
    const all = Object.values(files).join('\n') + err
    for (const secret of ['correct-horse-battery', env.OIDC_SECRET]) expect(all).not.toContain(secret)
    expect(existsSync(env.SIGNPOST_DATA)).toBe(false)
  })
})
