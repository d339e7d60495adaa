import { mkdtemp, readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'
import { type ClientMachine, clientMachine, hasPython, wandbEnvironment } from '../kit/wandb.ts'
import { askGraphql, type RunAnswer, runOf } from './ask.ts'

const scripts = path.join(import.meta.dirname, 'scripts')
const script = (name: string) => path.join(scripts, `${name}.py`)

/** What the unmodified client, in that version, does against the real server. */
export function clientSuite(version: string): void {
  let server: TestServer
  let ada: Person
  let machine: ClientMachine
  const run = (name: string): Promise<RunAnswer> =>
    runOf(server.url, ada.apiKey, { entity: 'ada', project: 'life', run: name })

  beforeAll(async () => {
    if (!hasPython) return
    const environment = await wandbEnvironment(version)
    server = await startServer()
    ada = await person(server, 'ada')
    machine = await clientMachine({ environment, baseUrl: server.url, apiKey: ada.apiKey })
  }, 300_000)

  afterAll(async () => {
    await machine?.remove()
    await server?.stop()
  })

  describe.skipIf(!hasPython)(`wandb ${version}`, { timeout: 120_000 }, () => {
    describe('wandb login', () => {
      test('keeps a key that the server knows', async () => {
        const fresh = await clientMachine({ environment: await wandbEnvironment(version), baseUrl: server.url })
        const login = await fresh.wandb('login', '--relogin', '--verify', ada.apiKey)
        expect(login.stderr).toContain('ada')
        expect(login.code).toBe(0)
        expect(await readFile(path.join(fresh.home, 'netrc'), 'utf8')).toContain(ada.apiKey)
        await fresh.remove()
      })

      test('refuses a key that the server does not know, in words', async () => {
        const fresh = await clientMachine({ environment: await wandbEnvironment(version), baseUrl: server.url })
        const login = await fresh.wandb('login', '--relogin', '--verify', 'f'.repeat(40))
        expect(login.code).not.toBe(0)
        expect(login.stderr).not.toContain('no message')
        await expect(readFile(path.join(fresh.home, 'netrc'), 'utf8')).rejects.toThrow()
        await fresh.remove()
      })
    })

    test('a whole run: config, metrics, console, system metrics, saved file, alert, summary', async () => {
      const { code, stderr } = await machine.python(script('full_run'))
      expect(stderr).toContain(`${server.url}/ada/life/runs/full`)
      expect(code).toBe(0)
      const full = await run('full')
      expect(full).toMatchObject({
        state: 'finished',
        displayName: 'the full run',
        notes: 'some notes',
        group: 'night',
      })
      expect(full).toMatchObject({ tags: ['one', 'two'], jobType: 'train', historyLineCount: 20, exitcode: 0 })
      expect(full.config).toMatchObject({
        lr: { value: 0.1 },
        seed: { value: 7 },
        optimizer: { value: { name: 'adam' } },
      })
      expect(full.summary).toMatchObject({ loss: 0.05, best: 0.05, eval: { accuracy: 0.95 } })
      expect(full.history.map((line) => line['loss'])).toEqual(Array.from({ length: 20 }, (_, step) => 1 / (step + 1)))
      expect(full.log).toContain('a line on stdout')
      expect(full.log).toContain('a line on stderr')
      expect(full.events.length).toBeGreaterThan(0)
      expect(Object.keys(full.events[0]!).some((key) => key.startsWith('system.'))).toBe(true)
      expect(full.files).toMatchObject({
        'notes and more.txt': 'kept',
        'wandb-metadata.json': /python/i,
        'config.yaml': /lr/,
      })
      const principal = await ada.principal()
      const path = { entity: null, project: 'life', run: 'full' }
      expect(await server.context.tracking.alerts.list(principal, path)).toMatchObject([
        { title: 'it learns', text: 'the loss went down', severity: 'WARN' },
      ])
    })

    test('the public API reads the run back', async () => {
      const { result, stderr } = await machine.python(script('read_back'), machine.home)
      expect(result, stderr).toMatchObject({ state: 'finished', name: 'the full run', notes: 'some notes' })
      const losses = Array.from({ length: 20 }, (_, step) => 1 / (step + 1))
      expect(result).toMatchObject({ history: losses, scanned: losses, scanned_key: losses, sampled_key: 20 })
      expect(result).toMatchObject({ tags: ['one', 'two'], group: 'night', job_type: 'train', best: 0.05, user: 'ada' })
      expect(result).toMatchObject({ last_step: 19, downloaded: 'kept', projects: ['life'], runs: ['full'] })
      expect(result['config']).toEqual({ lr: 0.1, layers: [64, 32], optimizer: { name: 'adam' }, seed: 7 })
      expect(result['files']).toContain('notes and more.txt')
    })

    test('media files and tables arrive', async () => {
      const { code, stderr } = await machine.python(script('media'))
      expect(code, stderr).toBe(0)
      const media = await run('media')
      expect(media.state).toBe('finished')
      const [first] = media.history
      for (const key of ['picture', 'sound', 'page']) {
        const { path: name, _type } = first![key] as { path: string; _type: string }
        expect(_type).toMatch(/-file$/)
        expect(Object.keys(media.files), name).toContain(name)
      }
      expect(first!['spread']).toMatchObject({ _type: 'histogram' })
      expect(media.history.at(-1)).toMatchObject({ after: 1 })
    })

    test('resume: must, allow and never', async () => {
      const { result, stderr } = await machine.python(script('resume'))
      expect(result, stderr).toEqual({
        resumed: true,
        kept: 1,
        first: 'yes',
        never_of_existing_refused: true,
        must_of_missing_refused: true,
        never_of_new_refused: false,
      })
      const resumed = await run('resumed')
      expect(resumed.history.map(({ _step, x }) => [_step, x])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => [n, n]))
      expect(resumed).toMatchObject({ state: 'finished', summary: { x: 8, first: 'yes' } })
      expect((await run('allowed')).historyLineCount).toBe(1)
    })

    test('rewind forgets what came after the step, a fork begins with what came before', async () => {
      const { code, stderr } = await machine.python(script('branches'))
      expect(code, stderr).toBe(0)
      const steps = (answer: RunAnswer) => answer.history.map(({ _step, x }) => [_step, x])
      expect(steps(await run('branch'))).toEqual([...[0, 1, 2, 3, 4, 5, 6].map((n) => [n, n]), [7, 700]])
      expect(steps(await run('trunk'))).toEqual([...[0, 1, 2, 3].map((n) => [n, n]), [4, 400], [5, 500]])
    })

    test('define_metric: the summary keeps what was said, charts have their axis, and a hidden key is not drawn', async () => {
      const { code, stderr } = await machine.python(script('define_metric'))
      expect(code, stderr).toBe(0)
      const { summary } = await run('defined')
      expect(summary).toMatchObject({
        acc: { max: 3 },
        rate: { mean: 2 },
        both: { min: 1, max: 3 },
        plain: 2,
        epoch: 2,
      })
      expect(summary).toMatchObject({ 'val/loss': { min: 1 }, 'val/deep/er': { min: 1 } })
      expect(summary).not.toHaveProperty('nothing')
      const answer = await fetch(`${server.url}/api/projects/ada/life/keys`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ada.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ runs: ['defined'], stream: 'history' }),
      })
      const { keys, xAxis } = (await answer.json()) as { keys: { key: string; hidden: boolean }[]; xAxis: unknown }
      expect(xAxis).toEqual({ acc: 'epoch', late: 'epoch', 'val/loss': 'epoch', 'val/deep/er': 'epoch' })
      expect(keys.filter(({ hidden }) => hidden).map(({ key }) => key)).toEqual(['epoch'])
    })

    test('an offline run is told later by wandb sync', async () => {
      const offline = await machine.python(script('offline'))
      expect(offline.code, offline.stderr).toBe(0)
      const folder = /wandb sync (\S*offline-run-\S+)/.exec(offline.stderr)?.[1]
      expect(folder, offline.stderr).toBeDefined()
      const sync = await machine.wandb('sync', path.resolve(machine.home, folder!))
      expect(sync.code, sync.stderr).toBe(0)
      const told = await run('offline')
      expect(told).toMatchObject({ state: 'finished', historyLineCount: 10, config: { where: { value: 'train' } } })
      expect(told.log).toContain('nobody listens yet')
      expect(Object.keys(told.files)).toContain('weights.bin')
    })

    test('stopRun reaches the process as KeyboardInterrupt', async () => {
      const client = machine.start(script('endless'), 'stopped')
      await until(async () => (await run('stopped')).state === 'running')
      const { id } = await run('stopped')
      const stop = 'mutation StopRun($id: ID!) { stopRun(input: {id: $id}) { success } }'
      await askGraphql(server.url, ada.apiKey, stop, { id })
      const { stdout } = await client.ended
      expect(stdout).toContain('INTERRUPTED')
      expect((await run('stopped')).state).toBe('killed')
    })

    test('a process that is gone without a word has crashed', async () => {
      const impatient = await startServer({ env: { SIGNPOST_CRASHED_AFTER: '3' } })
      const bob = await person(impatient, 'bob')
      const environment = await wandbEnvironment(version)
      const other = await clientMachine({ environment, baseUrl: impatient.url, apiKey: bob.apiKey })
      const path = { entity: 'bob', project: 'life', run: 'crashed' }
      const state = async () => (await runOf(impatient.url, bob.apiKey, path)).state
      const client = other.start(script('endless'), 'crashed')
      await until(async () => (await state()) === 'running')
      client.process.kill('SIGKILL')
      await client.ended
      await until(async () => (await state()) === 'crashed')
      await other.remove()
      await impatient.stop()
    })

    test('NaN, infinities and integers past 2^53 come back as they were', async () => {
      const { result, stderr } = await machine.python(script('special_values'))
      expect(Object.keys(result), stderr).toHaveLength(10)
      expect(Object.entries(result).filter(([, same]) => !same)).toEqual([])
    })

    test("another person's entity is refused in words", async () => {
      await person(server, 'eve')
      const { result, stderr } = await machine.python(script('not_mine'))
      expect(result['said'], stderr).toContain('no user or team "eve" that you may see')
    })

    test('the public API changes and deletes', async () => {
      const { result, stderr } = await machine.python(script('change'))
      expect(result, stderr).toEqual({
        config: { a: 1, b: 2 },
        tags: ['late'],
        name: 'renamed',
        notes: 'written later',
        score: 3,
        state: 'finished',
        had_file: true,
        has_file: false,
        runs: ['changed'],
      })
    })

    test('versions of an artifact: logged, found to be the same, used, downloaded, verified, and who made and used them', async () => {
      const out = await mkdtemp(path.join(os.tmpdir(), 'signpost-artifacts-'))
      const { code, stderr } = await machine.python(script('artifacts'), out)
      expect(stderr).not.toContain('Traceback')
      expect(code).toBe(0)
      expect(JSON.parse(await readFile(path.join(out, 'answer.json'), 'utf8'))).toEqual({
        version: 'v0',
        aliases: ['best', 'night'],
        metadata: { rows: 3 },
        description: 'some numbers',
        size: 11 + 2560 + 14,
        files: ['a.txt', 'deep/b b.bin', 'empty', 'far.bin'],
        a: 'first file\n',
        b: 2560,
        latest: 'v1',
        entry: 'changed\n',
        v0: true,
        logged_by: 'maker',
        used_by: ['user'],
        inputs: ['numbers:v0', 'numbers:v1'],
        outputs: ['numbers:v0', 'numbers:v1'],
        table: [
          [1, 'one'],
          [2, 'two'],
        ],
      })
    })

    test('the artifacts of a project: listed by type, changed, and deleted', async () => {
      const out = await mkdtemp(path.join(os.tmpdir(), 'signpost-artifacts-'))
      const { code, stderr } = await machine.python(script('artifact_changes'), out)
      expect(stderr).not.toContain('Traceback')
      expect(code).toBe(0)
      expect(JSON.parse(await readFile(path.join(out, 'answer.json'), 'utf8'))).toEqual({
        types: ['dataset', 'model'],
        collections: ['words'],
        versions: ['v2', 'v1', 'v0'],
        exists: [true, false],
        changed: ['v0', 'the first one', { number: 0, seen: true }, ['kept']],
        left: ['v1', 'v0'],
        latest: 'v1',
        named: true,
      })
    })
  })
}
