import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runOf } from '../clients/ask.ts'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { type ClientMachine, clientMachine, hasPython, wandbEnvironment } from '../kit/wandb.ts'
import { type Capability, capabilities, versions } from './versions.ts'

const script = (name: string) => path.join(import.meta.dirname, '../clients/scripts', `version_${name}.py`)

let server: TestServer
let environment: string
let ada: Person
let machine: ClientMachine
const run = (name: string) => runOf(server.url, ada.apiKey, { entity: 'ada', project: 'versions', run: name })

const tries: Record<Capability, (folder: string) => Promise<void>> = {
  async login() {
    const fresh = await clientMachine({ environment, baseUrl: server.url })
    const good = await fresh.wandb('login', '--relogin', '--verify', ada.apiKey)
    expect(good.code, good.stderr).toBe(0)
    expect(await readFile(path.join(fresh.home, 'netrc'), 'utf8')).toContain(ada.apiKey)
    const wrong = await fresh.wandb('login', '--relogin', '--verify', 'f'.repeat(40))
    expect(wrong.code).not.toBe(0)
    await fresh.remove()
  },

  async log() {
    const { code, stderr } = await machine.python(script('log'))
    expect(code, stderr).toBe(0)
    const logged = await run('logged')
    expect(logged).toMatchObject({ state: 'finished', displayName: 'a run', tags: ['t'], exitcode: 0 })
    expect(logged.config).toMatchObject({ lr: { value: 0.1 }, net: { value: { depth: 3 } }, seed: { value: 7 } })
    expect(logged.summary).toMatchObject({ best: 0.5, eval: { accuracy: 11 / 12 }, table: { nrows: 2 } })
    expect(logged.history.slice(0, 12).map(({ loss }) => loss)).toEqual(
      Array.from({ length: 12 }, (_, n) => 1 / (n + 1)),
    )
    expect(logged.log.join('\n')).toContain('a line on stdout')
    expect(logged.files).toMatchObject({ 'kept.txt': 'kept' })
    expect(Object.keys(logged.files).join('\n')).toMatch(/^media\/images\/picture/m)
  },

  async resume() {
    const { code, stderr } = await machine.python(script('resume'))
    expect(code, stderr).toBe(0)
    const resumed = await run('resumed')
    expect(resumed.history.map(({ _step, x }) => [_step, x])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => [n, n]))
    expect(resumed).toMatchObject({ state: 'finished', summary: { x: 8, first: 'yes' } })
    // Each in a process of its own: clients of 2024 hang when they begin a run after one that was refused.
    expect((await machine.python(script('resume'), 'resumed', 'never')).code).not.toBe(0)
    expect((await machine.python(script('resume'), 'missing', 'must')).code).not.toBe(0)
    expect((await run('missing')).state).toBe('missing')
  },

  async artifact(folder) {
    const { code, stderr } = await machine.python(script('artifact'), folder)
    expect(code, stderr).toBe(0)
    expect(JSON.parse(await readFile(path.join(folder, 'answer.json'), 'utf8'))).toEqual({
      best: ['v0', { rows: 3 }, 'first', 1000],
      latest: 'v1',
      'made by': 'maker',
      'used by': ['user'],
      files: ['a.txt', 'deep/b b.bin'],
      types: ['dataset'],
      collections: ['numbers'],
      versions: ['v1', 'v0'],
      changed: ['changed', ['best', 'kept']],
      left: ['v0'],
    })
  },

  async sweep() {
    const { code, stderr, result } = await machine.python(script('sweep'))
    expect(code, stderr).toBe(0)
    expect(result).toEqual({
      tried: [0.1, 0.2].flatMap((lr) => ['a', 'bb'].map((net) => [lr, net])),
      state: 'FINISHED',
      best: 0.1,
      runs: [0.1, 0.2, 0.2, 0.4],
    })
  },

  async api(folder) {
    const { code, stderr, result } = await machine.python(script('api'), folder)
    expect(code, stderr).toBe(0)
    expect(result).toEqual({
      state: 'finished',
      config: { depth: 3 },
      best: 0.5,
      history: true,
      scanned: true,
      all: 14,
      user: 'ada',
      metadata: true,
      artifacts: expect.arrayContaining(['run_table']),
      found: [['logged', ['late', 't'], 3]],
      projects: expect.arrayContaining(['versions']),
      viewer: 'ada',
      left: ['logged'],
    })
    expect(await readFile(path.join(folder, 'kept.txt'), 'utf8')).toBe('kept')
  },
}

const only = process.env['SIGNPOST_TEST_CLIENT']

describe.skipIf(!hasPython).each(only ? [only] : versions)('wandb %s', { timeout: 300_000 }, (version) => {
  let folder: string
  beforeAll(async () => {
    environment = await wandbEnvironment(version)
    server = await startServer()
    ada = await person(server, 'ada')
    machine = await clientMachine({ environment, baseUrl: server.url, apiKey: ada.apiKey })
    folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-version-'))
  }, 300_000)
  afterAll(async () => {
    await machine?.remove()
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test.each(capabilities)('%s', (capability) => tries[capability](folder))
})
