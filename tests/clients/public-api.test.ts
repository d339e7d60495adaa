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

  test('runs are found, read, changed and deleted', async () => {
    const { result, stderr, stdout } = await machine.python(script('manage_runs'))
    const { unknown_filter, unknown_order, gone, ...rest } = result
    expect(rest, stderr + stdout).toEqual({
      all: ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6'],
      pages: ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6'],
      newest: 'r6',
      config: ['r3', 'r4', 'r5', 'r6'],
      config_value: ['r0', 'r1'],
      nested: ['r1', 'r5'],
      summary: ['r5', 'r6'],
      any: ['r0', 'r6'],
      tags: ['r5'],
      state: true,
      dates: [],
      by_summary: ['r6', 'r5'],
      by_config: ['r6', 'r5'],
      length: 7,
      fifth: 'r4',
      histories: 21,
      history: [30, 29, 28],
      log: true,
      files: ['a file.txt', 'requirements.txt'],
      file_pages: true,
      missing: [],
      deleted_file: false,
      updated: {
        config: { lr: 0.5, added: { deep: [1, 2] }, optimizer: { name: 'adam' } },
        ...{ best: 7, acc: 0.99, loss: 28, tags: ['kept', 'odd', 'ünïcode 😀'] },
        ...{ notes: 'some notes\nin two lines', name: 'renamed', group: 'moved', state: 'finished' },
      },
      found_updated: [['r3'], ['r3'], ['r3'], ['r3']],
      untagged: [[], []],
      left: ['r0', 'r3', 'r4', 'r5', 'r6'],
      projects: expect.arrayContaining(['made by hand', 'managed']),
      project: ['managed', 'ada'],
      empty: 0,
    })
    expect(unknown_filter).toContain('Runs cannot be filtered by colour here.')
    expect(unknown_order).toContain('Runs cannot be ordered by "-colour".')
    expect(gone).toMatch(/could not find run/i)
  })
})
