import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { artifactKit } from '../kit/artifacts.ts'
import { type Answer, send } from '../kit/askers.ts'
import { type Person, person, team } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun } from '../kit/wire.ts'

type Asker = 'nobody' | 'stranger' | 'viewer' | 'member' | 'owner'

let server: TestServer
const people = {} as Record<Exclude<Asker, 'nobody'>, Person>

beforeAll(async () => {
  server = await startServer()
  for (const name of ['stranger', 'viewer', 'member', 'owner'] as const) people[name] = await person(server, name)
  await team(server, 'lab', [
    [people.viewer, 'viewer'],
    [people.member, 'member'],
    [people.owner, 'admin'],
  ])
  const { apiKey } = people.owner
  for (const name of ['make', 'train', 'test'])
    await makeRun(server, apiKey, { name, entityName: 'lab', modelName: 'p' })
  const by = (run: string) => artifactKit(server, people.owner, { entity: 'lab', project: 'p', run })
  const data = await by('make').log('data', { 'deep/er/a.txt': 'aa', 'deep/b.txt': 'b', 'c.txt': 'ccc' })
  await use(data, 'train')
  const model = await by('train').log('model', { w: 'w' }, { artifactTypeName: 'model' })
  await use(model, 'test')
  // A secret version in a project of its own, linked to where the team sees it.
  await makeRun(server, apiKey, { name: 'own', modelName: 'private' })
  const own = artifactKit(server, people.owner, { entity: 'owner', project: 'private', run: 'own' })
  const secret = await own.log('hidden', { 'f.txt': 'shared by a link' })
  await ask(server, apiKey, 'mutation ($input: LinkArtifactInput!) { linkArtifact(input: $input) { versionIndex } }', {
    input: { artifactID: secret, entityName: 'lab', projectName: 'p', artifactPortfolioName: 'shared' },
  })
})
afterAll(() => server.stop())

const use = (artifactID: string, runName: string) =>
  ask(
    server,
    people.owner.apiKey,
    'mutation ($input: UseArtifactInput!) { useArtifact(input: $input) { artifact { id } } }',
    { input: { entityName: 'lab', projectName: 'p', runName, artifactID } },
  )

const request = (as: Asker, method: string, path: string, body?: unknown): Promise<Answer> =>
  send(server.url + path, method, body, as === 'nobody' ? {} : { authorization: `Bearer ${people[as].apiKey}` })

const at = '/api/artifacts/lab/p'

describe('who may ask', () => {
  test.each<[string, string, unknown, Record<Asker, number>]>([
    ['GET', at, undefined, { nobody: 401, stranger: 404, viewer: 200, member: 200, owner: 200 }],
    ['GET', `${at}/data`, undefined, { nobody: 401, stranger: 404, viewer: 200, member: 200, owner: 200 }],
    ['GET', `${at}/data/latest`, undefined, { nobody: 401, stranger: 404, viewer: 200, member: 200, owner: 200 }],
    ['GET', `${at}/data/v0/files`, undefined, { nobody: 401, stranger: 404, viewer: 200, member: 200, owner: 200 }],
    ['GET', `${at}/data/v0/lineage`, undefined, { nobody: 401, stranger: 404, viewer: 200, member: 200, owner: 200 }],
    ['GET', `${at}/data/v9`, undefined, { nobody: 401, stranger: 404, viewer: 404, member: 404, owner: 404 }],
    [
      'PATCH',
      `${at}/data/v0`,
      { description: 'd' },
      { nobody: 401, stranger: 404, viewer: 403, member: 200, owner: 200 },
    ],
    [
      'PATCH',
      `${at}/data/v0`,
      { aliases: ['x'] },
      { nobody: 401, stranger: 404, viewer: 403, member: 200, owner: 200 },
    ],
    [
      'PUT',
      `${at}/lifetime`,
      { scope: 'project', seconds: null },
      { nobody: 401, stranger: 404, viewer: 403, member: 403, owner: 204 },
    ],
    [
      'PUT',
      `${at}/lifetime`,
      { scope: 'entity', seconds: null },
      { nobody: 401, stranger: 404, viewer: 403, member: 403, owner: 204 },
    ],
    ['DELETE', `${at}/data/v9`, undefined, { nobody: 401, stranger: 404, viewer: 404, member: 404, owner: 404 }],
    [
      'GET',
      '/api/runs/lab/p/train/artifacts',
      undefined,
      { nobody: 401, stranger: 404, viewer: 200, member: 200, owner: 200 },
    ],
  ])('%s %s %j', async (method, path, body, statuses) => {
    for (const [as, status] of Object.entries(statuses))
      expect([as, (await request(as as Asker, method, path, body)).status]).toEqual([as, status])
  })
})

test('a folder shows what is directly in it, and adds up what is deeper', async () => {
  const top = (await request('viewer', 'GET', `${at}/data/v0/files`)).body
  expect(top).toMatchObject({ folders: [{ name: 'deep', files: 2, sizeBytes: 3 }], more: 0 })
  expect(top.files).toMatchObject([{ name: 'c.txt', sizeBytes: 3, mimeType: 'text/plain', reference: null }])
  expect(await (await fetch(top.files[0].url)).text()).toBe('ccc')
  const deep = (await request('viewer', 'GET', `${at}/data/v0/files?folder=deep`)).body
  expect(deep).toMatchObject({ folders: [{ name: 'er', files: 1, sizeBytes: 2 }], files: [{ name: 'b.txt' }] })
  const wild = (await request('viewer', 'GET', `${at}/data/v0/files?folder=d%25`)).body
  expect(wild).toEqual({ folders: [], files: [], more: 0 })
})

test('lineage goes both ways through several steps', async () => {
  const named = async (path: string) => {
    const { nodes, edges } = (await request('viewer', 'GET', `${at}/${path}/lineage`)).body
    type Node = { kind: string; step: number; key: string; name?: string; collection?: string; version?: number }
    const nameOf = (node: Node) => (node.kind === 'run' ? node.name : `${node.collection}:v${node.version}`)
    const names = new Map((nodes as Node[]).map((node) => [node.key, nameOf(node)]))
    return {
      nodes: (nodes as Node[]).map((node) => [node.step, nameOf(node)]).sort((a, b) => Number(a[0]) - Number(b[0])),
      edges: (edges as { from: string; to: string }[]).map(({ from, to }) => `${names.get(from)} > ${names.get(to)}`),
    }
  }
  const ofModel = await named('model/v0')
  expect(ofModel.nodes).toEqual([
    [-3, 'make'],
    [-2, 'data:v0'],
    [-1, 'train'],
    [0, 'model:v0'],
    [1, 'test'],
  ])
  const all = ['make > data:v0', 'data:v0 > train', 'train > model:v0', 'model:v0 > test']
  expect(ofModel.edges.toSorted()).toEqual(all.toSorted())
  const ofData = await named('data/v0')
  expect(ofData.edges.toSorted()).toEqual(all.toSorted())
  expect(ofData.nodes.map(([step]) => step)).toEqual([-1, 0, 1, 2, 3])
})

describe('a version that is linked from a project that one may not see', () => {
  test('is shown with its files and without the run that made it; it cannot be changed but for its link', async () => {
    const { body } = await request('member', 'GET', `${at}/shared/latest`)
    expect(body).toMatchObject({ kind: 'PORTFOLIO', version: 0, madeBy: null, mayChange: false })
    const files = (await request('member', 'GET', `${at}/shared/v0/files`)).body.files
    expect(await (await fetch(files[0].url)).text()).toBe('shared by a link')
    const lineage = (await request('member', 'GET', `${at}/shared/v0/lineage`)).body
    expect(lineage.nodes).toEqual([])
    expect((await request('member', 'PATCH', `${at}/shared/v0`, { description: 'd' })).status).toBe(404)
    expect((await request('member', 'PATCH', `${at}/shared/v0`, { aliases: ['prod'] })).body.aliases).toEqual([
      'latest',
      'prod',
    ])
    expect((await request('stranger', 'GET', `${at}/shared/v0`)).status).toBe(404)
  })

  test('has no project on the wire for who may not see that', async () => {
    const query = `{ project(name: "p", entityName: "lab") { artifactCollectionMembership(name: "shared:v0") {
      artifactCollection { project { name } } artifact { artifactSequence { name project { name } } }
    } } }`
    const asked = async (as: 'member' | 'owner') =>
      (await ask(server, people[as].apiKey, query)).data.project.artifactCollectionMembership
    expect((await asked('member')).artifact.artifactSequence).toEqual({ name: 'hidden', project: null })
    expect((await asked('owner')).artifact.artifactSequence.project).toEqual({ name: 'private' })
    expect((await asked('member')).artifactCollection.project).toEqual({ name: 'p' })
  })
})
