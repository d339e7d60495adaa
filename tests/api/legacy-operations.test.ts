import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person, team } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun, uploadUrl } from '../kit/wire.ts'

let server: TestServer
let ada: Person
let viewer: Person
const place = { entity: 'lab', project: 'p', run: 'r' }
beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
  viewer = await person(server, 'vic')
  await team(server, 'lab', [
    [ada, 'admin'],
    [viewer, 'viewer'],
  ])
  const config = '{"lr":{"value":0.1}}'
  await makeRun(server, ada.apiKey, {
    entityName: 'lab',
    modelName: 'p',
    name: 'r',
    displayName: 'shown',
    commit: 'c0ffee',
    config,
  })
})
afterAll(() => server.stop())

const asAda = (query: string, variables: Record<string, unknown> = place) => ask(server, ada.apiKey, query, variables)
const put = async (name: string, body: string) =>
  expect((await fetch(await uploadUrl(server, ada.apiKey, place, name), { method: 'PUT', body })).status).toBe(200)

const uploads = `query RunUploadUrls($entity: String, $project: String, $run: String!, $files: [String]!) {
  model(name: $project, entityName: $entity) { bucket(name: $run, desc: null) { id files(names: $files) {
    uploadHeaders edges { node { name url(upload: true) updatedAt } }
  } } }
}`

describe('files', () => {
  test('RunUploadUrls: an address for each name that was given, in that order, whether there is such a file or not', async () => {
    await put('old.txt', 'old')
    const { data, errors } = await asAda(uploads, { ...place, files: ['new file.txt', './old.txt'] })
    expect(errors).toEqual([])
    const { files } = data.model.bucket
    expect(files.uploadHeaders).toEqual([])
    expect(files.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual(['new file.txt', './old.txt'])
    for (const { node } of files.edges)
      expect((await fetch(node.url, { method: 'PUT', body: 'fresh' })).status).toBe(200)
    const told = await asAda(`query Q($entity: String, $project: String, $run: String!) {
      model(name: $project, entityName: $entity) { bucket(name: $run) { files { edges { node { name directUrl } } } } }
    }`)
    const nodes = told.data.model.bucket.files.edges.map(({ node }: { node: unknown }) => node)
    const contents = nodes.map(async ({ name, directUrl }: { name: string; directUrl: string }) => [
      name,
      await (await fetch(directUrl)).text(),
    ])
    expect(Object.fromEntries(await Promise.all(contents))).toMatchObject({
      'new file.txt': 'fresh',
      'old.txt': 'fresh',
    })
  })

  test.each([
    ['RunUploadUrls', uploads],
    [
      'a file that is there',
      'query Q($entity: String, $project: String, $run: String!, $files: [String]) { project(name: $project, entityName: $entity) { run(name: $run) { files(names: $files) { edges { node { url(upload: true) } } } } } }',
    ],
  ])('%s: a viewer gets no address to write to', async (_, query) => {
    await put('old.txt', 'old')
    const answer = await ask(server, viewer.apiKey, query, { ...place, files: ['old.txt'] })
    expect(answer.errors[0]?.extensions?.code).toBe('forbidden')
    expect(JSON.stringify(answer)).not.toContain('signature=')
  })

  test('RunConfigs and RunDownloadUrl(s): config, commit, files by pattern and by name', async () => {
    await put('model.h5', 'weights')
    const configs = await asAda(
      `query RunConfigs($entity: String, $project: String, $run: String!, $pattern: String!, $includeConfig: Boolean!) {
        model(name: $project, entityName: $entity) { bucket(name: $run) {
          config @include(if: $includeConfig) commit @include(if: $includeConfig)
          files(pattern: $pattern) { pageInfo { hasNextPage endCursor } edges { node { name directUrl } } }
        } } }`,
      { ...place, pattern: '%.h5', includeConfig: true },
    )
    expect(configs.data.model.bucket).toMatchObject({
      config: '{"lr":{"value":0.1}}',
      commit: 'c0ffee',
      files: { edges: [{ node: { name: 'model.h5' } }] },
    })
    const one = await asAda(
      `query RunDownloadUrl($entity: String, $project: String, $run: String!, $file: String!) {
        model(name: $project, entityName: $entity) { bucket(name: $run) { files(names: [$file]) {
          edges { node { name url md5 updatedAt } }
        } } } }`,
      { ...place, file: 'model.h5' },
    )
    const [{ node }] = one.data.model.bucket.files.edges
    expect(node).toMatchObject({ name: 'model.h5', md5: expect.any(String), updatedAt: expect.any(String) })
    expect(await (await fetch(node.url)).text()).toBe('weights')
  })
})

test('RunInfo: program and machine as the client told them, what is of another type left out', async () => {
  const query = `query RunInfo($entity: String, $project: String, $run: String!) {
    project(name: $project, entityName: $entity) { run(name: $run) { runInfo {
      program args os python executable codeSaved cpuCount gpuCount gpu git { remote commit }
    } } }
  }`
  expect((await asAda(query)).data.project.run.runInfo).toBeNull()
  const git = { remote: 'git@host:x.git', commit: 'abc' }
  const metadata = {
    program: 'train.py',
    args: ['--lr', 1],
    os: 'Linux',
    python: 3,
    cpu_count: 8,
    codePath: 'train.py',
    git,
  }
  await put('wandb-metadata.json', JSON.stringify(metadata))
  expect((await asAda(query)).data.project.run.runInfo).toEqual({
    ...{ program: 'train.py', args: ['--lr', '1'], os: 'Linux', python: null, executable: null, codeSaved: true },
    ...{ cpuCount: 8, gpuCount: null, gpu: null, git },
  })
  await put('wandb-metadata.json', 'no JSON')
  expect((await asAda(query)).data.project.run.runInfo).toBeNull()
})

test('ProjectDetails, ProjectRuns, EntityProjects and UpsertModel: the words of `wandb projects`, `wandb pull` and the old API', async () => {
  const saved = await asAda(
    'mutation UpsertModel($entity: String!, $project: String!) { upsertModel(input: {name: $project, entityName: $entity, description: "said"}) { model { name description } } }',
  )
  expect(saved.data.upsertModel.model).toEqual({ name: 'p', description: 'said' })
  const { data } = await asAda(`query Q($entity: String, $project: String) {
    model(name: $project, entityName: $entity) {
      id name repo dockerImage description buckets(first: 10) { edges { node { id name displayName description } } }
    }
    models(first: 10, entityName: $entity) { edges { node { id name description } } }
  }`)
  expect(data.model).toMatchObject({
    name: 'p',
    description: 'said',
    buckets: { edges: [{ node: { name: 'r', displayName: 'shown' } }] },
  })
  expect(data.models.edges).toMatchObject([{ node: { name: 'p', description: 'said' } }])
})

test('CreateArtifactType: made once, then the same one; a name that cannot be is refused', async () => {
  const make = (name: string) =>
    asAda(
      'mutation CreateArtifactType($entity: String!, $project: String!, $name: String!) { createArtifactType(input: {entityName: $entity, projectName: $project, name: $name, description: "d"}) { artifactType { id name description } } }',
      { ...place, name },
    )
  const first = await make('dataset')
  expect(first.data.createArtifactType.artifactType).toMatchObject({ name: 'dataset', description: 'd' })
  expect((await make('dataset')).data).toEqual(first.data)
  for (const name of ['', 'a/b', 'x'.repeat(1000)])
    expect((await make(name)).errors[0]?.extensions?.code, name).toBe('name-invalid')
})
