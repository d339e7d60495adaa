import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { artifactKit } from '../kit/artifacts.ts'
import { addPeople, type People } from '../kit/askers.ts'
import { command } from '../kit/command.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'
import { logRun } from '../kit/experiments.ts'
import type { Person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { stream } from '../kit/wire.ts'

/** `signpost export DIR` beside a running server. */
describe.each(databases)('$name', (kind) => {
  describe.skipIf(!kind.available)('an export', () => {
    const odd = [
      '{"_step":0,"big":9007199254740993,"nan":NaN}',
      '{"_step":1,"tiny":1e-300,"inf":-Infinity,"text":"déjà \\"vu\\""}',
      '{"_step":2,"nested":{"a":[1,2.5]},"none":null}',
    ]
    let folder: string
    let database: TestDatabases
    let server: TestServer
    let people: People
    let env: Record<string, string>
    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-export-'))
      database = await kind.start()
      env = { MYSQL: '', SIGNPOST_DATA: path.join(folder, 'data'), ...(await database.fresh()).env }
      server = await startServer({ env })
      people = await addPeople(server)
      await logRun(to('ann', 'vision'), {
        name: 'odd',
        config: { lr: 0.1 },
        tags: ['a'],
        log: ['first', 'second'],
        files: { 'media/p.bin': new Uint8Array([0, 1, 255]), media2: 'x' },
      })
      await stream(server, people.keys.ann, 'ann/vision/odd', {
        files: { 'wandb-history.jsonl': { offset: 0, content: odd } },
        complete: true,
        exitcode: 0,
      })
      await logRun(to('ann', 'vision'), {
        name: 'long',
        history: Array.from({ length: 12_345 }, (_, i) => ({ loss: i / 3 })),
        exitCode: 0,
      })
      await logRun(to('bob', 'audio'), { name: 'other', history: [{ x: 1 }], exitCode: 0 })
      const kit = artifactKit(server, { apiKey: people.keys.ann } as Person, {
        ...{ entity: 'ann', project: 'vision', run: 'odd' },
      })
      await kit.log('data', { 'deep/a.txt': 'first', '../out.txt': 'leads out' })
      const aliases = [{ artifactCollectionName: 'data', alias: 'best' }]
      await kit.log('data', { 'deep/a.txt': 'second' }, { aliases, tags: [{ tagName: 'gold' }], metadata: '{"n":1}' })
    })
    afterAll(async () => {
      await server?.stop()
      await database?.stop()
      await rm(folder, { recursive: true, force: true })
    })

    const to = (entity: 'ann' | 'bob', project: string) => ({
      url: server.url,
      apiKey: people.keys[entity],
      entity,
      project,
    })
    const place = (...parts: string[]) => path.join(folder, 'out', ...parts)
    const text = (...parts: string[]) => readFile(place(...parts), 'utf8')
    const json = async (...parts: string[]) => JSON.parse(await text(...parts))

    test('holds every run of everybody, exactly', async () => {
      const { code, out, err } = await command(env, 'export', place())
      expect({ code, out, err }).toEqual({
        code: 0,
        out: [
          `3 runs are in ${place()}; 3 were written now, the others had not changed\n`,
          '2 versions of artifacts are there; 2 were written now, the others had not changed\n',
        ].join(''),
        err: 'ann/vision/artifacts#/data/v0: the file "../out.txt" could not be written\n',
      })
      expect((await readdir(place('ann', 'vision'))).sort()).toEqual(['artifacts#', 'long', 'odd'])
      expect(await text('ann', 'vision', 'odd', 'history.jsonl')).toBe(`${odd.join('\n')}\n`)
      const lines = (await text('ann', 'vision', 'long', 'history.jsonl')).trimEnd().split('\n')
      expect(lines.map((line) => JSON.parse(line).loss)).toEqual(Array.from({ length: 12_345 }, (_, i) => i / 3))
      expect(await text('ann', 'vision', 'odd', 'output.log')).toBe('first\nsecond\n')
      expect([...(await readFile(place('ann', 'vision', 'odd', 'files', 'media', 'p.bin')))]).toEqual([0, 1, 255])
      expect((await json('ann', 'vision', 'odd', 'config.json')).lr).toEqual({ value: 0.1 })
      expect(await json('ann', 'vision', 'odd', 'run.json')).toMatchObject({
        name: 'odd',
        entity: 'ann',
        project: 'vision',
        user: 'ann',
        state: 'finished',
        tags: ['a'],
        filesLeftOut: [],
      })
      expect(await json('bob', 'audio', 'other', 'summary.json')).toMatchObject({ x: 1 })
    })

    test('holds every version of an artifact, with what is said of it and nothing outside of its folder', async () => {
      const data = ['ann', 'vision', 'artifacts#', 'data']
      expect(await readdir(place(...data))).toEqual(['v0', 'v1'])
      expect(await readdir(place(...data, 'v0', 'files'))).toEqual(['deep'])
      expect(await text(...data, 'v0', 'files', 'deep', 'a.txt')).toBe('first')
      expect(await text(...data, 'v1', 'files', 'deep', 'a.txt')).toBe('second')
      expect(Object.keys((await json(...data, 'v1', 'manifest.json')).contents)).toEqual(['deep/a.txt'])
      expect(await json(...data, 'v1', 'artifact.json')).toMatchObject({
        ...{ entity: 'ann', project: 'vision', collection: 'data', type: 'dataset', version: 1, metadata: '{"n":1}' },
        ...{ aliases: ['best', 'latest'], tags: ['gold'], loggedBy: ['ann/vision/odd'], usedBy: [], filesLeftOut: [] },
      })
    })

    test('goes on where it was: what has not changed is passed over, what was not finished is made again', async () => {
      const before = (await stat(place('ann', 'vision', 'long', 'run.json'))).mtimeMs
      await rm(place('ann', 'vision', 'odd', 'run.json'))
      await writeFile(place('ann', 'vision', 'odd', 'history.jsonl'), 'half')
      await logRun(to('bob', 'audio'), { name: 'new', history: [{ x: 2 }], exitCode: 0 })
      const { out } = await command(env, 'export', place())
      expect(out).toContain('4 runs are in')
      expect(out).toContain('2 were written now')
      expect(out).toContain('2 versions of artifacts are there; 0 were written now')
      expect((await stat(place('ann', 'vision', 'long', 'run.json'))).mtimeMs).toBe(before)
      expect(await text('ann', 'vision', 'odd', 'history.jsonl')).toBe(`${odd.join('\n')}\n`)
      expect(await readdir(place('bob', 'audio'))).toEqual(['new', 'other'])
    })

    test('of one project alone; one that is not there is refused with its name', async () => {
      const alone = path.join(folder, 'alone')
      expect((await command(env, 'export', alone, '--project', 'bob/audio')).code).toBe(0)
      expect(await readdir(alone)).toEqual(['bob'])
      const { code, err } = await command(env, 'export', alone, '--project', 'bob/none')
      expect([code, err]).toEqual([1, 'signpost: There is no project "bob/none". Write it as ENTITY/PROJECT.\n'])
    })
  })
})

test('there must be something to export, and nothing is made where there is not', async () => {
  const data = path.join(os.tmpdir(), `signpost-none-${process.pid}`)
  const { code, err } = await command({ SIGNPOST_DATA: data }, 'export', `${data}-out`)
  expect([code, err]).toEqual([1, `signpost: There is no database in ${data} (SIGNPOST_DATA).\n`])
  await expect(stat(data)).rejects.toThrow('ENOENT')
})
