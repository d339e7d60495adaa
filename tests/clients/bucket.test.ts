import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { type Person, person } from '../kit/people.ts'
import { type S3Server, startS3Server } from '../kit/s3-server.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'
import { type ClientMachine, clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'

const script = (name: string) => path.join(import.meta.dirname, 'scripts', `${name}.py`)

/** The unmodified client against a server whose files are in a bucket. */
describe.skipIf(!hasPython).each([
  ['through the server', {}],
  ['downloads straight from the bucket', { SIGNPOST_BUCKET_DIRECT: 'true' }],
])('with a bucket, %s', { timeout: 120_000 }, (_, env: Record<string, string>) => {
  let bucket: S3Server
  let server: TestServer
  let ada: Person
  let machine: ClientMachine
  let out: string
  let refused = 0
  beforeAll(async () => {
    const environment = await wandbEnvironment(wandbVersions.newest)
    bucket = await startS3Server()
    const log = createLog('info', {
      write: (line) => {
        if (line.includes('bucket-unavailable')) refused++
      },
    })
    server = await startServer({ env: { BUCKET: `${bucket.address}/below`, ...env }, overrides: { log } })
    ada = await person(server, 'ada')
    machine = await clientMachine({ environment, baseUrl: server.url, apiKey: ada.apiKey })
    out = await mkdtemp(path.join(os.tmpdir(), 'signpost-bucket-'))
  }, 300_000)
  afterAll(async () => {
    await machine?.remove()
    await server?.stop()
    await bucket?.close()
    await rm(out, { recursive: true, force: true })
  })

  test('a run and its files are logged and read back', async () => {
    const logged = await machine.python(script('full_run'))
    expect(logged.code).toBe(0)
    const { result, code } = await machine.python(script('read_back'), out)
    expect(code).toBe(0)
    expect(result).toMatchObject({ state: 'finished', downloaded: 'kept', best: 0.05 })
    expect((await bucket.keys()).every((key) => key.startsWith('below/'))).toBe(true)
  })

  test('artifacts and tables are logged, used and downloaded', async () => {
    const { code, stderr } = await machine.python(script('artifacts'), out)
    expect(stderr).not.toContain('Traceback')
    expect(code).toBe(0)
    expect(JSON.parse(await readFile(path.join(out, 'answer.json'), 'utf8'))).toMatchObject({
      version: 'v0',
      files: ['a.txt', 'deep/b b.bin', 'empty', 'far.bin'],
      a: 'first file\n',
      entry: 'changed\n',
      table: [
        [1, 'one'],
        [2, 'two'],
      ],
    })
    expect(await bucket.openUploads()).toEqual([])
  })

  // Uploads go the same way in both.
  test.skipIf(env['SIGNPOST_BUCKET_DIRECT'])(
    'a file that is logged while the bucket is away arrives when it is back',
    async () => {
      refused = 0
      await bucket.stop()
      const running = machine.start(script('one_file'))
      await until(() => refused > 0 || running.process.exitCode !== null)
      expect(refused).toBeGreaterThan(0)
      await bucket.start()
      expect((await running.ended).code).toBe(0)
      const { result } = await machine.python(script('one_file_back'), out)
      expect(result).toEqual({ saved: 'one file', logged: 'one file' })
    },
  )
})
