import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { type ClientMachine, clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'

const script = (name: string) => path.join(import.meta.dirname, 'scripts', `${name}.py`)

/** What scripts do with `wandb.Api()`, by both clients. */
describe.skipIf(!hasPython).each(Object.values(wandbVersions))('wandb.Api() of %s', { timeout: 120_000 }, (version) => {
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

  test('scan_history gives every line as it was logged, of any shape', async () => {
    const { result, stderr, stdout } = await machine.python(script('scan_history'))
    const { exports, magic, live, ...scans } = result
    expect(scans, stderr + stdout).toEqual({
      ...{ dense: true, dense_pages: true, dense_keys: true, dense_range: true, resumed: true, last_step: 3099 },
      ...{ sparse: true, sparse_keys: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90], empty: [] },
    })
    if (version === wandbVersions.newest) {
      const files = ['0', '1'].map((number) => `ada_scanned_dense_${number}.runhistory.parquet`)
      expect({ exports, magic, live }).toEqual({ exports: files, magic: ['PAR1', 'PAR1'], live: false })
    }
  })
})
