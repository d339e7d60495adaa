import { mkdtemp, readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { type ClientMachine, clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'

describe.skipIf(!hasPython).each(Object.values(wandbVersions))(
  'artifacts, wandb %s',
  { timeout: 120_000 },
  (version) => {
    let server: TestServer
    let ada: Person
    let machine: ClientMachine

    beforeAll(async () => {
      const environment = await wandbEnvironment(version)
      server = await startServer()
      ada = await person(server, 'ada')
      machine = await clientMachine({ environment, baseUrl: server.url, apiKey: ada.apiKey })
    }, 300_000)
    afterAll(async () => {
      await machine?.remove()
      await server?.stop()
    })

    /** What a script wrote down. */
    async function answerOf(script: string): Promise<unknown> {
      const out = await mkdtemp(path.join(os.tmpdir(), 'signpost-artifacts-'))
      const { code, stderr } = await machine.python(path.join(import.meta.dirname, 'scripts', `${script}.py`), out)
      expect(stderr).not.toContain('Traceback')
      expect(code).toBe(0)
      return JSON.parse(await readFile(path.join(out, 'answer.json'), 'utf8'))
    }

    test('are linked to portfolios, tagged, given a time to live; collections change, move and go', async () => {
      expect(await answerOf('artifact_links')).toEqual({
        linked: [true, 'best nets:v0', 'net:v1', ['latest', 'prod']],
        linked_at: true,
        again: 'v0',
        registered: 'own:v0',
        draft: [true, false],
        source: [false, ['best nets:v0'], ['latest']],
        prod: ['best nets:prod', 'net:v1', 'links', ['latest', 'prod']],
        prod_file: 'two',
        stage: 'net:v1',
        portfolio: [false, ['latest', 'prod', 'stage'], ['best nets:v1', 'best nets:v0']],
        renamed: ['deployed', 'what we deploy', ['gold', 'to deploy']],
        untagged: ['gold'],
        unlinked: ['v0'],
        kept: true,
        tags: ['small'],
        retagged: [['large', 'slow one'], 3],
        by_tag: ['net:v0'],
        inherited: null,
        moved: ['nets'],
        exists: [true, false],
        ordered: ['deployed', 'own'],
        filtered: ['own'],
        count: 2,
        files: [['weights.txt', 3]],
        commit: true,
        deleted: [false, []],
        left: ['own'],
      })
    })

    test('are made of drafts, folders, references, tables, code and by several processes, and used from elsewhere', async () => {
      expect(await answerOf('artifact_ways')).toEqual({
        draft: ['v1', ['c.txt', 'deep/b.txt', 'far', 'near']],
        code: ['code', ['main.py']],
        checkout: ['a.txt', 'deep/b.txt', 'far', 'near'],
        path: true,
        target: true,
        pictures: ['Image', 'Image'],
        joined: 'JoinedTable',
        partitioned: [[1], [2]],
        borrowed: 'a',
        shards: ['one.txt', 'two.txt'],
        used: ['borrower:v0', 'folder:v0', 'shards:v0', 'shown:v0'],
        logged: ['borrower:v0', 'folder:v0', 'folder:v1', 'shown:v0', 'source-ways:v0'],
        users: ['elsewhere'],
        deleted: [false, true],
      })
    })
  },
)
