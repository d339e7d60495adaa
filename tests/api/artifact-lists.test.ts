import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { artifactKit } from '../kit/artifacts.ts'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun } from '../kit/wire.ts'

let server: TestServer
let ada: Person

beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
  await makeRun(server, ada.apiKey, { name: 'r', modelName: 'p' })
  const kit = artifactKit(server, ada, { entity: 'ada', project: 'p', run: 'r' })
  for (const name of ['alpha', 'Alphabet', 'beta_1']) await kit.log(name, {})
  const tags = (...names: string[]) => ({ tags: names.map((tagName) => ({ tagName })) })
  const alias = (name: string) => ({ aliases: [{ artifactCollectionName: 'many', alias: name }] })
  await kit.log('many', { a: '1' }, { ...tags('gold', 'old'), ...alias('first'), description: 'one' })
  await kit.log('many', { a: '22' }, { ...tags('gold'), ...alias('second') })
  await kit.log('many', { a: '333' }, {})
  await ask(
    server,
    ada.apiKey,
    'mutation ($input: CreateArtifactCollectionTagAssignmentsInput!) { createArtifactCollectionTagAssignments(input: $input) { tags { name } } }',
    { input: { entityName: 'ada', projectName: 'p', artifactCollectionName: 'alpha', tags: [{ tagName: 'kept' }] } },
  )
})
afterAll(() => server.stop())

interface Wanted {
  filters?: unknown
  order?: string
  first?: number
  after?: string | null
}
const variables = ({ filters, ...rest }: Wanted) => ({
  ...rest,
  filters: filters === undefined ? null : JSON.stringify(filters),
})

async function collections(wanted: Wanted) {
  const query = `query ($filters: JSONString, $order: String, $first: Int, $after: String) {
    project(name: "p", entityName: "ada") { artifactCollections(filters: $filters, order: $order, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } edges { node { name } }
    } }
  }`
  const { data, errors } = await ask(server, ada.apiKey, query, variables(wanted))
  const found = data?.project?.artifactCollections
  const names = found?.edges.map(({ node }: { node: { name: string } }) => node.name)
  return { names, total: found?.totalCount, page: found?.pageInfo, code: errors[0]?.extensions?.code }
}

async function versions(wanted: Wanted) {
  const query = `query ($filters: JSONString, $order: String, $first: Int, $after: String) {
    project(name: "p", entityName: "ada") { artifactType(name: "dataset") { artifactCollection(name: "many") {
      artifacts(filters: $filters, order: $order, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { version node { versionIndex } }
      }
    } } }
  }`
  const { data, errors } = await ask(server, ada.apiKey, query, variables(wanted))
  const found = data?.project?.artifactType?.artifactCollection?.artifacts
  return {
    names: found?.edges.map(({ version }: { version: string }) => version),
    total: found?.totalCount,
    page: found?.pageInfo,
    code: errors[0]?.extensions?.code,
  }
}

describe('collections', () => {
  test.each<[unknown, string[]]>([
    [{ name: 'alpha' }, ['alpha']],
    [{ name: { $in: ['alpha', 'many', 'none'] } }, ['alpha', 'many']],
    [{ name: { $regex: 'ALPHA' } }, ['Alphabet', 'alpha']],
    [{ name: { $regex: '.*beta_.*' } }, ['beta_1']],
    [{ name: { $contains: 'bet' } }, ['Alphabet', 'beta_1']],
    [{ name: { $contains: '_' } }, ['beta_1']],
    [{ $or: [{ name: 'alpha' }, { tag: 'kept' }] }, ['alpha']],
    [{ $and: [{ name: { $ne: 'many' } }, { name: { $not: { $in: ['alpha'] } } }] }, ['Alphabet', 'beta_1']],
    [{ tags: { $in: ['kept'] } }, ['alpha']],
    [{ tags: { $nin: ['kept'] } }, ['Alphabet', 'beta_1', 'many']],
    [{ description: null }, ['Alphabet', 'alpha', 'beta_1', 'many']],
    [{ description: { $exists: true } }, []],
    [{ created_at: { $gt: '2020-01-01T00:00:00' } }, ['Alphabet', 'alpha', 'beta_1', 'many']],
    [{ created_at: { $lt: '2020-01-01' } }, []],
    [{}, ['Alphabet', 'alpha', 'beta_1', 'many']],
  ])('by %j', async (filters, names) => {
    const found = await collections({ filters })
    expect([found.code, found.names?.toSorted(), found.total]).toEqual([undefined, names.toSorted(), names.length])
  })

  test('come page by page in any order, each once', async () => {
    const seen: string[] = []
    for (let after: string | null = null; seen.length < 10; ) {
      const { names, page, total } = await collections({ order: 'name', first: 1, after })
      seen.push(...names)
      expect(total).toBe(4)
      after = page.endCursor
      if (!page.hasNextPage) break
    }
    expect(seen).toEqual(['Alphabet', 'alpha', 'beta_1', 'many'])
    expect((await collections({ order: '-name' })).names).toEqual(seen.toReversed())
    expect((await collections({})).names[0]).toBe('many')
  })
})

describe('versions', () => {
  test.each<[Wanted, string[]]>([
    [{}, ['v2', 'v1', 'v0']],
    [{ filters: { state: 'COMMITTED' } }, ['v2', 'v1', 'v0']],
    [{ filters: { tag: 'gold' }, order: 'version' }, ['v0', 'v1']],
    [{ filters: { tags: { $all: ['gold', 'old'] } } }, ['v0']],
    [{ filters: { alias: 'second' } }, ['v1']],
    [{ filters: { aliases: { $in: ['first', 'latest'] } } }, ['v2', 'v0']],
    [{ filters: { version: 'v1' } }, ['v1']],
    [{ filters: { versionIndex: { $gte: 1 } } }, ['v2', 'v1']],
    [{ filters: { size: { $lt: 3 } }, order: 'size' }, ['v0', 'v1']],
    [{ filters: { description: 'one' } }, ['v0']],
    [{ order: '+createdAt' }, ['v0', 'v1', 'v2']],
    [{ order: '-version_index', first: 2 }, ['v2', 'v1']],
  ])('by %j', async (wanted, names) => {
    const found = await versions(wanted)
    expect([found.code, found.names]).toEqual([undefined, names])
  })
})

test.each<[Wanted, string]>([
  [{ filters: { nonsense: 1 } }, 'filter-unsupported'],
  [{ filters: { name: { $regex: '^a(b|c)+$' } } }, 'filter-unsupported'],
  [{ filters: { name: { $where: 'x' } } }, 'filter-unsupported'],
  [{ filters: { name: { $in: 'alpha' } } }, 'filter-malformed'],
  [{ filters: { created_at: { $gt: 'soon' } } }, 'filter-malformed'],
  [{ filters: [1] }, 'filter-unsupported'],
  [{ order: 'colour' }, 'order-unsupported'],
  [{ order: "name'; drop table artifact" }, 'order-unsupported'],
  [{ after: 'nonsense' }, 'cursor-malformed'],
  [{ first: -1 }, 'page-size-invalid'],
])('%j is refused by name', async (wanted, code) => {
  expect([(await collections(wanted)).code, (await versions(wanted)).code]).toEqual([code, code])
})
