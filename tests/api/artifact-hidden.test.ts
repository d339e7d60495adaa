import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { artifactKit } from '../kit/artifacts.ts'
import { type Person, person, team } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun } from '../kit/wire.ts'

let server: TestServer
let owner: Person
let member: Person
let viewer: Person
let linked: string

/** The owner's own project has two collections: one version is linked to where the team sees it, another was used by a run of the team. */
beforeAll(async () => {
  server = await startServer()
  owner = await person(server, 'owner')
  member = await person(server, 'member')
  viewer = await person(server, 'viewer')
  await team(server, 'lab', [
    [owner, 'admin'],
    [member, 'member'],
    [viewer, 'viewer'],
  ])
  await makeRun(server, owner.apiKey, { name: 'own', modelName: 'private' })
  await makeRun(server, owner.apiKey, { name: 'train', entityName: 'lab', modelName: 'p' })
  const own = artifactKit(server, owner, { entity: 'owner', project: 'private', run: 'own' })
  linked = await own.log('shown', { 'f.txt': 'shared by a link' })
  await own.log('shown', { 'f.txt': 'not shared' })
  const used = await own.log('used', { 'f.txt': 'of the owner alone' })
  await mutate('linkArtifact', 'versionIndex', {
    artifactID: linked,
    entityName: 'lab',
    projectName: 'p',
    artifactPortfolioName: 'shared',
  })
  for (const artifactID of [linked, used])
    await mutate('useArtifact', 'artifact { id }', {
      entityName: 'lab',
      projectName: 'p',
      runName: 'train',
      artifactID,
    })
})
afterAll(() => server.stop())

async function mutate(name: string, fields: string, input: Record<string, unknown>) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`
  const document = `mutation ($input: ${type}) { ${name}(input: $input) { ${fields} } }`
  const { data, errors } = await ask(server, owner.apiKey, document, { input })
  expect(errors).toEqual([])
  return data[name]
}

async function seenBy({ apiKey }: Person, query: string, variables: Record<string, unknown>) {
  const { data, errors } = await ask(server, apiKey, query, variables)
  expect(errors).toEqual([])
  return data
}

describe('of a project that one may not see', () => {
  test('a run that used its artifacts shows those alone that a portfolio shows', async () => {
    const query = `{ project(name: "p", entityName: "lab") { run(name: "train") { inputArtifacts {
      edges { node { id currentManifest { file { directUrl } } } }
    } } } }`
    const ids = async (asker: Person) =>
      (await seenBy(asker, query, {})).project.run.inputArtifacts.edges.map(
        ({ node }: { node: { id: string } }) => node.id,
      )
    expect(await ids(member)).toEqual([linked])
    expect(await ids(owner)).toHaveLength(2)
  })

  test('a linked version leads to no other, by its collection or its type', async () => {
    const query = `query ($id: ID!) { artifact(id: $id) {
      artifactSequence {
        name
        artifacts { edges { node { id } } totalCount }
        aliases { edges { node { alias } } }
        latestArtifact { id }
        artifactMembership(aliasName: "v1") { id }
        defaultArtifactType { artifactCollections { edges { node { name } } } }
      }
      artifactType {
        artifactCollections { edges { node { name } } totalCount }
        artifactCollection(name: "used") { name }
        artifactSequence(name: "used") { name }
        artifact(name: "used:v0") { id }
      }
    } }`
    expect((await seenBy(member, query, { id: linked })).artifact).toEqual({
      artifactSequence: {
        name: 'shown',
        artifacts: { edges: [], totalCount: 0 },
        aliases: { edges: [] },
        latestArtifact: null,
        artifactMembership: null,
        defaultArtifactType: { artifactCollections: { edges: [] } },
      },
      artifactType: {
        artifactCollections: { edges: [], totalCount: 0 },
        artifactCollection: null,
        artifactSequence: null,
        artifact: null,
      },
    })
    const { artifactSequence, artifactType } = (await seenBy(owner, query, { id: linked })).artifact
    expect(artifactSequence.artifacts.totalCount).toBe(2)
    expect(artifactSequence.artifactMembership).not.toBeNull()
    expect(artifactType.artifactCollections.totalCount).toBe(2)
    expect(artifactType.artifact).not.toBeNull()
  })
})

test('a version is linked to another project by who may write in its own, and by no mere viewer', async () => {
  const version = await artifactKit(server, owner, { entity: 'lab', project: 'p', run: 'train' }).log('inner', {})
  const codeFor = async ({ apiKey }: Person, entityName: string) => {
    const document = 'mutation ($input: LinkArtifactInput!) { linkArtifact(input: $input) { versionIndex } }'
    const place = { entityName, projectName: 'outside', artifactPortfolioName: 'opened' }
    const { errors } = await ask(server, apiKey, document, { input: { artifactID: version, ...place } })
    return errors[0]?.extensions?.code
  }
  expect(await codeFor(viewer, 'viewer')).toBe('forbidden')
  expect(await codeFor(member, 'member')).toBeUndefined()
})
