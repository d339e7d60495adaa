import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { pythonEnvironment } from '../kit/python.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { type ClientMachine, clientMachine, hasPython, wandbVersions } from '../kit/wandb.ts'

const script = (name: string) => path.join(import.meta.dirname, 'scripts', `${name}.py`)
/** The newest of the library that makes reports and workspaces. */
const workspaces = '0.4.13'

let server: TestServer
let ada: Person
let machine: ClientMachine

beforeAll(async () => {
  if (!hasPython) return
  const packages = [`wandb==${wandbVersions.newest}`, `wandb-workspaces==${workspaces}`, 'numpy', 'pandas']
  const environment = await pythonEnvironment(`wandb-workspaces-${workspaces}`, packages)
  server = await startServer()
  ada = await person(server, 'ada')
  machine = await clientMachine({ environment, baseUrl: server.url, apiKey: ada.apiKey })
}, 300_000)

afterAll(async () => {
  await machine?.remove()
  await server?.stop()
})

describe.skipIf(!hasPython)(`wandb-workspaces ${workspaces}`, { timeout: 120_000 }, () => {
  test('a report of every kind of block and panel is saved, loaded, changed, drafted, copied, listed and deleted', async () => {
    const { result, stderr } = await machine.python(script('reports'))
    expect(result, stderr).toMatchObject({
      same: true,
      different: [],
      runsets: [
        ['the good', '', true],
        ['all', 'night', false],
      ],
      edited: [true, 'What we found later', 1],
      draft: [true, true],
      listed: [
        [true, 'A copy', 'ada'],
        [true, 'What we found later', 'ada'],
      ],
      by_app_url: 'A copy',
      shared: null,
      refused: expect.stringMatching(/has 9\.\d MiB; 4 MiB are kept/),
      deleted: [true, true],
      left: 0,
      gone: expect.stringContaining('There is no report or workspace with this id'),
    })
    expect(result['panels']).not.toContain('UnknownPanel')
    expect(result['blocks']).not.toContain('UnknownBlock')
    expect(result['panels']).toHaveLength(14)
    expect(result['blocks']).toHaveLength(24)
  })

  test('a workspace is saved, loaded by its address, changed, and saved as another', async () => {
    const { result, stderr } = await machine.python(script('workspaces'))
    expect(result, stderr).toMatchObject({
      sections: [
        ['Validation', 2, true],
        ['Others', 1, false],
      ],
      settings: ['epoch', 'gaussian', 20, 5],
      runs: ['night', expect.stringContaining('lr')],
      again: ['The losses, renamed', 1],
      another: [true, 'Another', 'The losses, renamed'],
      missing: expect.stringContaining('not found in project'),
      reports: 0,
    })
  })

  test('a chart preset of an entity is made once; another of its name is refused by a sentence', async () => {
    const { result, stderr } = await machine.python(script('custom_chart'))
    expect(result, stderr).toMatchObject({ made: 'ada/dots', again: 'ada/dots' })
    expect(result['refused']).toEqual([
      expect.stringContaining('Give this one another name, such as "dots-2"'),
      expect.stringContaining('"bad/name" cannot name a chart'),
      expect.stringContaining('must be a JSON object'),
      expect.stringContaining('4 MiB are kept'),
    ])
  })
})
