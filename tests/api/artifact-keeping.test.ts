import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ArtifactKit, artifactKit, manifestOf, md5, put } from '../kit/artifacts.ts'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun } from '../kit/wire.ts'

const day = 86_400_000

let server: TestServer
let ada: Person
let kit: ArtifactKit
/** Moves on where a test says so. */
let now = Date.now()
const later = (milliseconds: number) => {
  now += milliseconds
}

beforeAll(async () => {
  server = await startServer({ overrides: { clock: { now: () => now } } })
  ada = await person(server, 'ada')
  await makeRun(server, ada.apiKey, { name: 'r', modelName: 'p' })
  kit = artifactKit(server, ada, { entity: 'ada', project: 'p', run: 'r' })
})
afterAll(() => server.stop())

const sweep = () => server.context.tracking.artifacts.sweep()
const isThere = async (name: string) => (await kit.byName(name)).found !== null
const isStored = async (text: string) => {
  const blobs = server.context.appDb.selectFrom('artifact_blob').select('object_key')
  const row = await blobs.where('md5', '=', md5(text, 'hex')).executeTakeFirst()
  return row !== undefined && (await server.context.objects.stat(row.object_key)) !== null
}
const mutate = async (text: string, input: Record<string, unknown>) => {
  const { data, errors } = await ask(server, ada.apiKey, text, { input })
  return { data, code: errors[0]?.extensions?.code }
}
const update = (artifactID: string, change: Record<string, unknown>) =>
  mutate(
    `mutation ($input: UpdateArtifactInput!) { updateArtifact(input: $input) {
      artifact { ttlDurationSeconds ttlIsInherited tags { name } }
    } }`,
    { artifactID, ...change },
  )

describe('a time to live', () => {
  test('ends a version with its bytes, and not before', async () => {
    await kit.log('short', { f: 'bytes of a short life' }, { ttlDurationSeconds: 3600 })
    await kit.log('long', { f: 'bytes of a long life' }, { ttlDurationSeconds: 7 * 86_400 })
    later(1800_000)
    await sweep()
    expect([await isThere('short'), await isThere('long')]).toEqual([true, true])
    later(1801_000)
    expect(await sweep()).toMatchObject({ expired: 1 })
    expect([await isThere('short'), await isThere('long')]).toEqual([false, true])
    expect([await isStored('bytes of a short life'), await isStored('bytes of a long life')]).toEqual([false, true])
  })

  test('leaves what has an alias beside latest, and what is in a portfolio, however old', async () => {
    const input = { ttlDurationSeconds: 60 }
    const named = { ...input, aliases: [{ artifactCollectionName: 'named', alias: 'prod' }] }
    await kit.log('named', { f: 'n' }, named)
    const linked = await kit.log('linked', { f: 'l' }, input)
    await mutate('mutation ($input: LinkArtifactInput!) { linkArtifact(input: $input) { versionIndex } }', {
      ...{ artifactID: linked, entityName: 'ada', projectName: 'p', artifactPortfolioName: 'kept' },
    })
    later(day)
    expect(await sweep()).toMatchObject({ expired: 0 })
    expect([await isThere('named'), await isThere('linked'), await isThere('kept')]).toEqual([true, true, true])
  })

  test('is its own, else that of its project, else that of its team; for ever is for ever', async () => {
    const { artifacts } = server.context.tracking
    const principal = await ada.principal()
    const place = { entity: 'ada', project: 'p' }
    const inherits = await kit.log('inherits', { f: 'i' })
    const told = async (id: string) => {
      const { data } = await update(id, {})
      const { ttlDurationSeconds, ttlIsInherited } = data.updateArtifact.artifact
      return [ttlDurationSeconds, ttlIsInherited]
    }
    expect(await told(inherits)).toEqual([-2, true])
    await artifacts.setLifetime(principal, { ...place, project: null }, 300)
    expect(await told(inherits)).toEqual([300, true])
    await artifacts.setLifetime(principal, place, 600)
    expect(await told(inherits)).toEqual([600, true])
    await update(inherits, { ttlDurationSeconds: -2 })
    expect(await told(inherits)).toEqual([-2, false])
    await update(inherits, { ttlDurationSeconds: 9 * 86_400 })
    expect(await told(inherits)).toEqual([9 * 86_400, false])
    await update(inherits, { ttlDurationSeconds: -1 })
    expect(await told(inherits)).toEqual([600, true])
    const stays = await kit.log('stays', { f: 's' }, { ttlDurationSeconds: -2 })
    later(700_000)
    await sweep()
    expect([await isThere('inherits'), await isThere('stays')]).toEqual([false, true])
    expect(await told(stays)).toEqual([-2, false])
    await artifacts.setLifetime(principal, place, null)
    await artifacts.setLifetime(principal, { ...place, project: null }, null)
  })

  test.each([-3, -100, 1e18])('of %d seconds is refused', async (ttlDurationSeconds) => {
    const { artifact, errors } = await kit.create('odd', { ttlDurationSeconds })
    expect([artifact, errors[0]?.extensions?.code]).toEqual([undefined, 'ttl-invalid'])
  })
})

describe('bytes', () => {
  test('that a version being logged was promised stay until it is committed or given up', async () => {
    const text = 'bytes that are promised'
    const old = await kit.log('promised', { f: text })
    later(1000)
    const { artifact } = await kit.create('relies')
    expect((await kit.askUploads(artifact.id, { f: text })).nodes[0]!.uploadUrl).toBeNull()
    await mutate('mutation ($input: DeleteArtifactInput!) { deleteArtifact(input: $input) { artifact { id } } }', {
      artifactID: old,
    })
    await sweep()
    expect(await isStored(text)).toBe(true)
    const manifest = manifestOf({ f: text })
    await put(await kit.manifestUrl(artifact.id, manifest), manifest)
    expect((await kit.commit(artifact.id)).errors).toEqual([])
    await sweep()
    expect(await isStored(text)).toBe(true)
  })

  test('of a version that was begun and left alone for a week go, as the version does', async () => {
    const { artifact } = await kit.create('left')
    const { nodes } = await kit.askUploads(artifact.id, { f: 'bytes of nobody' })
    await put(nodes[0]!.uploadUrl!, 'bytes of nobody')
    later(6 * day)
    expect(await sweep()).toMatchObject({ abandoned: 0, blobs: 0 })
    expect(await isStored('bytes of nobody')).toBe(true)
    later(2 * day)
    expect(await sweep()).toMatchObject({ abandoned: 1, blobs: 1 })
    expect(await isStored('bytes of nobody')).toBe(false)
    const manifest = manifestOf({})
    await expect(kit.manifestUrl(artifact.id, manifest)).rejects.toThrow(/no such artifact/)
  })
})

test('a run that is deleted leaves what it logged, made by nobody; asked to, it takes that along', async () => {
  for (const name of ['gone', 'thorough']) await makeRun(server, ada.apiKey, { name, modelName: 'p' })
  const by = (run: string) => artifactKit(server, ada, { entity: 'ada', project: 'p', run })
  const kept = await by('gone').log('of-gone', { f: 'g' })
  await by('thorough').log('of-thorough', { f: 't' })
  const remove = (run: string, more = {}) =>
    mutate('mutation ($input: DeleteRunInput!) { deleteRun(input: $input) { success } }', {
      id: Buffer.from(`Run:v1:${run}:p:ada`).toString('base64'),
      ...more,
    })
  expect((await remove('gone')).code).toBeUndefined()
  expect((await remove('thorough', { deleteArtifacts: true })).code).toBeUndefined()
  expect([await isThere('of-gone'), await isThere('of-thorough')]).toEqual([true, false])
  const maker = 'query ($id: ID!) { artifact(id: $id) { createdBy { __typename } usedBy { edges { node { id } } } } }'
  const { data } = await ask(server, ada.apiKey, maker, { id: kept })
  expect(data.artifact).toEqual({ createdBy: null, usedBy: { edges: [] } })
  const rows = server.context.appDb.selectFrom('artifact_run').select('artifact_id')
  const id = Number(Buffer.from(kept, 'base64').toString().split(':')[1])
  expect(await rows.where('artifact_id', '=', id).execute()).toEqual([])
})

test.each(['', ' padded', 'a/b', 'x'.repeat(129), 'a\nb', 'semi;colon'])('a tag cannot be "%s"', async (tagName) => {
  const id = await kit.log('tagged', {})
  expect((await update(id, { tagsToAdd: [{ tagName }] })).code).toBe('name-invalid')
  expect((await kit.create('tagged', { tags: [{ tagName }] })).errors[0]?.extensions?.code).toBe('name-invalid')
})

test('tags are words in any script, given twice they are there once', async () => {
  const id = await kit.log('tagged', {}, { tags: [{ tagName: 'gold' }] })
  const tags = ['gold', 'très bien', '最高', 'très bien'].map((tagName) => ({ tagName }))
  const { data } = await update(id, { tagsToAdd: tags })
  const names = data.updateArtifact.artifact.tags.map(({ name }: { name: string }) => name)
  expect(names.toSorted()).toEqual(['gold', 'très bien', '最高'].toSorted())
})
