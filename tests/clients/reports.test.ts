import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunCharts, TableAnswer, ViewAnswer } from '../../src/wire/app/contract.ts'
import { builtIn } from '../../web/src/charts/vega/presets.ts'
import { viewName, workspaceSpec } from '../../web/src/pages/project/workspace-spec.ts'
import { emptyLine, emptySpec, newBlocks, newPanelGrid, withText } from '../../web/src/pages/reports/new-blocks.ts'
import { slugOf } from '../../web/src/pages/reports/spec.ts'
import { type Person, person } from '../kit/people.ts'
import { pythonEnvironment } from '../kit/python.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { type ClientMachine, clientMachine, hasPython, wandbVersions } from '../kit/wandb.ts'
import { makeRun } from '../kit/wire.ts'

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

  test('a chart preset of an entity is made once, another of its name refused; the charts of a run are found with their tables', async () => {
    const { result, stderr } = await machine.python(script('custom_chart'))
    expect(result, stderr).toMatchObject({ made: 'ada/dots', again: 'ada/dots' })
    expect(result['refused']).toEqual([
      expect.stringContaining('Give this one another name, such as "dots-2"'),
      expect.stringContaining('"bad/name" cannot name a chart'),
      expect.stringContaining('must be a JSON object'),
      expect.stringContaining('4 MiB are kept'),
    ])

    const read = async (path: string) => {
      const answer = await fetch(`${server.url}/api/runs/ada/charts/drawn/${path}`, {
        headers: { authorization: `Bearer ${ada.apiKey}` },
      })
      expect(answer.status, path).toBe(200)
      return answer.json()
    }
    const { charts } = (await read('charts')) as RunCharts
    expect(Object.fromEntries(charts.map(({ key, preset }) => [key, preset]))).toEqual({
      own: 'ada/dots',
      line: 'wandb/line/v0',
      scatter: 'wandb/scatter/v0',
      bar: 'wandb/bar/v0',
      histogram: 'wandb/histogram/v0',
      lines: 'wandb/lineseries/v0',
      confusion: 'wandb/confusion_matrix/v1',
      pr: 'wandb/area-under-curve/v0',
      roc: 'wandb/area-under-curve/v0',
    })
    for (const { key, preset, fields, table } of charts) {
      const { columns, data } = (await read(`table?${new URLSearchParams({ key: table })}`)) as TableAnswer
      expect(data.length, key).toBeGreaterThan(0)
      expect(columns, key).toEqual(expect.arrayContaining(Object.values(fields)))
      if (key !== 'own') expect(builtIn(preset), key).toBeDefined()
    }
  })

  test('what was made in the page is loaded, changed and saved by the library', async () => {
    await makeRun(server, ada.apiKey, { name: 'r', entityName: 'ada', modelName: 'paged' })
    const blocks = [
      ...newBlocks.map(({ make }) => withText(make(), 'words')),
      newPanelGrid('ada', 'paged', ['loss', 'acc']),
    ]
    const spec = JSON.stringify({ ...JSON.parse(emptySpec), blocks: [emptyLine, ...blocks, emptyLine] })
    const report = await save({ kind: 'report', title: 'Paged', spec })
    const settings = { x: 'relative' as const, smoothing: 0.5, band: true }
    const arrangement = { closed: {}, pinned: [], hidden: [] }
    const arranged = workspaceSpec([{ name: 'A', metrics: ['loss', 'acc'] }], { settings, arrangement })
    await save({ kind: 'workspace', name: viewName('abc'), title: 'Kept', spec: arranged })
    const addresses = [`${server.url}/ada/paged/reports/${slugOf(report)}`, `${server.url}/ada/paged?nw=abc`]
    const { result, stderr } = await machine.python(script('from_the_page'), ...addresses)
    expect(result, stderr).toEqual({
      title: 'Paged',
      kinds: ['H1', 'P', 'MarkdownBlock', 'CodeBlock', 'BlockQuote', 'LatexBlock', 'HorizontalRule', 'PanelGrid'],
      metrics: [['loss'], ['acc']],
      sections: [['A', [['loss'], ['acc']], expect.stringMatching(/runtime|Relative/i)]],
    })
  })
})

const save = async (body: unknown): Promise<ViewAnswer['view']> => {
  const headers = { authorization: `Bearer ${ada.apiKey}`, 'content-type': 'application/json' }
  const address = `${server.url}/api/projects/ada/paged/views`
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as ViewAnswer).view
}
