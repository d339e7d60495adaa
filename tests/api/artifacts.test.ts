import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ArtifactKit, artifactKit, manifestOf, md5, put } from '../kit/artifacts.ts'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun } from '../kit/wire.ts'

let server: TestServer
let ada: Person
let bob: Person
const largest = 100_000

beforeAll(async () => {
  server = await startServer({ env: { SIGNPOST_MAX_FILE_SIZE: String(largest) } })
  ada = await person(server, 'ada')
  bob = await person(server, 'bob')
  await makeRun(server, ada.apiKey, { name: 'r', modelName: 'p' })
  kit = artifactKit(server, ada, { entity: 'ada', project: 'p', run: 'r' })
})
afterAll(() => server.stop())

let kit: ArtifactKit
const create: ArtifactKit['create'] = (...given) => kit.create(...given)
const askUploads: ArtifactKit['askUploads'] = (...given) => kit.askUploads(...given)
const manifestUrl: ArtifactKit['manifestUrl'] = (...given) => kit.manifestUrl(...given)
const commit: ArtifactKit['commit'] = (...given) => kit.commit(...given)
const log: ArtifactKit['log'] = (...given) => kit.log(...given)
const byName: ArtifactKit['byName'] = (...given) => kit.byName(...given)
const linkTo = async (name: string, file: string) => {
  const { found } = await byName(name)
  const edges = found.artifact.files.edges as { node: { name: string; directUrl: string } }[]
  return edges.find(({ node }) => node.name === file)!.node.directUrl
}

describe('a version', () => {
  test('gets its number, latest and its aliases when it is committed, and is not there before', async () => {
    const { artifact } = await create('numbered', {
      aliases: [{ artifactCollectionName: 'numbered', alias: 'best' }],
    })
    expect(artifact).toMatchObject({ state: 'PENDING', versionIndex: null, artifactSequence: { latestArtifact: null } })
    expect((await byName('numbered:best')).found).toBeNull()
    await log('numbered', { 'a.txt': 'a' })
    const text = manifestOf({ 'a.txt': 'a' })
    await put(await manifestUrl(artifact.id, text), text)
    await commit(artifact.id)
    const { found } = await byName('numbered:latest')
    expect(found).toMatchObject({ versionIndex: 1, aliases: [{ alias: 'best' }, { alias: 'latest' }] })
    expect((await byName('numbered:v0')).found).toMatchObject({ versionIndex: 0, aliases: [] })
  })

  test('committed again is the same version, also twice at once', async () => {
    const { artifact } = await create('twice')
    const text = manifestOf({})
    await put(await manifestUrl(artifact.id, text), text)
    const answers = await Promise.all([commit(artifact.id), commit(artifact.id), commit(artifact.id)])
    for (const { data } of answers) expect(data.commitArtifact.artifact).toMatchObject({ versionIndex: 0 })
    await log('twice', {})
    expect((await byName('twice')).found.versionIndex).toBeGreaterThan(0)
    expect((await byName('twice:v0')).found.artifact.id).toBe(artifact.id)
  })

  test('with the digest of one that is there is that one where the client says so, and takes its aliases', async () => {
    const id = await log('same', { a: 'a' }, { digest: 'x' })
    await log('same', { a: 'b' }, { digest: 'y' })
    const again = await create('same', {
      digest: 'x',
      enableDigestDeduplication: true,
      aliases: [{ artifactCollectionName: 'same', alias: 'latest' }],
    })
    expect(again.artifact).toMatchObject({ id, state: 'COMMITTED' })
    expect((await byName('same:latest')).found.artifact.id).toBe(id)
    expect((await create('same', { digest: 'x' })).artifact.state).toBe('PENDING')
  })

  test('that the client begins again after a broken answer is the one that it began', async () => {
    const one = await create('retried', { clientID: 'client-1' })
    const two = await create('retried', { clientID: 'client-1' })
    expect(two.artifact.id).toBe(one.artifact.id)
  })

  test('whose manifest adds to another has the files of both', async () => {
    const base = await log('growing', { kept: 'kept', replaced: 'old' })
    const files = { replaced: 'new', added: 'added' }
    const { artifact } = await create('growing')
    for (const { name, uploadUrl } of (await askUploads(artifact.id, files)).nodes)
      await put(uploadUrl!, files[name as keyof typeof files])
    const text = manifestOf(files)
    await put(await manifestUrl(artifact.id, text, { type: 'INCREMENTAL', baseArtifactID: base }), text)
    const { data } = await commit(artifact.id)
    expect(data.commitArtifact.artifact).toMatchObject({ versionIndex: 1, fileCount: 3, size: 4 + 3 + 5 })
    expect(await (await fetch(await linkTo('growing:v1', 'replaced'))).text()).toBe('new')
    expect(await (await fetch(await linkTo('growing:v1', 'kept'))).text()).toBe('kept')
    expect(await (await fetch(await linkTo('growing:v0', 'replaced'))).text()).toBe('old')
  })

  test('has one type: a collection of another is refused by name', async () => {
    await log('typed', {})
    const { errors } = await create('typed', { artifactTypeName: 'model' })
    expect(errors[0]).toMatchObject({ extensions: { code: 'artifact-type-differs' } })
    expect(errors[0]!.message).toContain('"dataset"')
  })

  test.each([
    ['a/b', {}],
    ['', {}],
    [' padded', {}],
    ['x'.repeat(129), {}],
    ['fine', { aliases: [{ artifactCollectionName: 'fine', alias: 'v7' }] }],
    ['fine', { aliases: [{ artifactCollectionName: 'fine', alias: 'a:b' }] }],
    ['fine', { artifactTypeName: 'a/b' }],
  ])('cannot be called "%s" with %j', async (name, input) => {
    const { artifact, errors } = await create(name, input)
    expect(artifact).toBeUndefined()
    expect(errors[0]).toMatchObject({ extensions: { code: 'name-invalid' } })
  })
})

describe('nobody can', () => {
  test('build on a version of somebody else, and learn of its files that way', async () => {
    const foreign = await log('private', { 'a path that tells': 'x' })
    await makeRun(server, bob.apiKey, { name: 'r', modelName: 'p' })
    const { artifact } = await create('mine', { entityName: 'bob' }, bob)
    const announce = (baseArtifactID: string) =>
      ask(
        server,
        bob.apiKey,
        `mutation ($input: CreateArtifactManifestInput!) { createArtifactManifest(input: $input) { artifactManifest { id } } }`,
        { input: { artifactID: artifact.id, name: 'm', digest: '', type: 'INCREMENTAL', baseArtifactID } },
      )
    const refused = await announce(foreign)
    expect(refused.errors[0]).toMatchObject({ extensions: { code: 'artifact-not-found' } })
    const { data } = await announce(artifact.id)
    const update = await ask(
      server,
      bob.apiKey,
      `mutation ($input: UpdateArtifactManifestInput!) { updateArtifactManifest(input: $input) { artifactManifest { id } } }`,
      { input: { artifactManifestID: data.createArtifactManifest.artifactManifest.id, baseArtifactID: foreign } },
    )
    expect(update.errors[0]).toMatchObject({ extensions: { code: 'artifact-not-found' } })
  })

  test('change a version that is committed, by its old upload address or by a new one', async () => {
    const { artifact } = await create('settled')
    const text = manifestOf({})
    const url = await manifestUrl(artifact.id, text)
    await put(url, text)
    await commit(artifact.id)
    expect((await put(url, text)).status).toBe(409)
    await expect(manifestUrl(artifact.id, text)).rejects.toThrow(/committed already/)
    expect((await byName('settled')).found.versionIndex).toBe(0)
  })

  test('begin one version twice: processes of one distributed job get the same one, however they come', async () => {
    const begun = await Promise.all(Array.from({ length: 6 }, () => create('shared', { distributedID: 'job-1' })))
    expect(new Set(begun.map(({ artifact }) => artifact.id)).size).toBe(1)
  })
})

describe('uploads', () => {
  test('come with as many answers as questions, in order; what is there already has no address', async () => {
    await log('first', { one: 'the same bytes' })
    const { artifact } = await create('second')
    const { nodes } = await askUploads(artifact.id, { z: 'never seen', one: 'the same bytes', a: 'nor this' })
    expect(nodes.map(({ name, uploadUrl }) => [name, uploadUrl === null])).toEqual([
      ['z', false],
      ['one', true],
      ['a', false],
    ])
  })

  test('of other bytes than were announced, cut ones, and too large ones leave nothing', async () => {
    const { artifact } = await create('broken')
    const { nodes } = await askUploads(artifact.id, { f: 'right' })
    const url = nodes[0]!.uploadUrl!
    const wrong = await put(url, 'wrong')
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining(md5('right', 'hex'))])
    expect((await put(url, 'x'.repeat(largest + 1))).status).toBe(413)
    expect((await askUploads(artifact.id, { f: 'right' })).nodes[0]!.uploadUrl).not.toBeNull()
    const both = await Promise.all([put(url, 'right'), put(url, 'right')])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect((await askUploads(artifact.id, { f: 'right' })).nodes[0]!.uploadUrl).toBeNull()
  })

  test('that are missing are named when the version is committed, and it is not there', async () => {
    const { artifact } = await create('holes')
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`file ${index}`, `bytes ${index}`]))
    const text = manifestOf(files, { far: { digest: 'etag', ref: 's3://bucket/far', size: 5 } })
    await put(await manifestUrl(artifact.id, text), text)
    const { errors } = await commit(artifact.id)
    expect(errors[0]).toMatchObject({ extensions: { code: 'artifact-files-missing' } })
    expect(errors[0]!.message).toMatch(/"file 0".* and 2 more were never uploaded/)
    expect(errors[0]!.message).not.toContain('far')
    expect((await byName('holes')).found).toBeNull()
    // What was missing may still come.
    for (const { name, uploadUrl } of (await askUploads(artifact.id, files)).nodes) await put(uploadUrl!, files[name]!)
    expect((await commit(artifact.id)).errors).toEqual([])
    expect((await byName('holes')).found.artifact.files.totalCount).toBe(13)
    expect(await linkTo('holes:latest', 'far')).toBe('s3://bucket/far')
  })

  test.each([
    ['no JSON', '{'],
    ['without contents', JSON.stringify({ version: 1, storagePolicy: 'p' })],
    ['of a version that is not known', JSON.stringify({ version: 2, storagePolicy: 'p', contents: {} })],
    ['with a file without digest', JSON.stringify({ version: 1, storagePolicy: 'p', contents: { f: { size: 1 } } })],
  ])('of a manifest %s are refused with the reason', async (_, text) => {
    const { artifact } = await create('odd')
    await put(await manifestUrl(artifact.id, text), text)
    const { errors } = await commit(artifact.id)
    expect(errors[0]).toMatchObject({ extensions: { code: 'manifest-malformed' } })
  })

  test('of a manifest that is not what was announced are refused; without one nothing is committed', async () => {
    const { artifact } = await create('unlisted')
    expect((await put(await manifestUrl(artifact.id, manifestOf({})), manifestOf({ other: 'x' }))).status).toBe(400)
    expect((await commit(artifact.id)).errors[0]).toMatchObject({ extensions: { code: 'manifest-missing' } })
  })

  test('want an MD5 as digest', async () => {
    const { artifact } = await create('digests')
    const { errors } = await ask(
      server,
      ada.apiKey,
      `mutation ($id: ID!) { createArtifactFiles(input: {artifactFiles: [{artifactID: $id, name: "f", md5: "short"}]}) {
        files { edges { cursor } } } }`,
      { id: artifact.id },
    )
    expect(errors[0]).toMatchObject({ extensions: { code: 'digest-malformed' } })
  })
})

describe('a deleted version', () => {
  const remove = (id: string, deleteAliases = false, by = ada) =>
    ask(
      server,
      by.apiKey,
      `mutation ($input: DeleteArtifactInput!) { deleteArtifact(input: $input) { artifact { id state } } }`,
      { input: { artifactID: id, deleteAliases } },
    )
  const blobs = async () =>
    (await server.context.appDb.selectFrom('artifact_blob').select('md5').execute()).map((row) => row.md5)
  /** What the tests before have begun and never committed. */
  const nothingPending = () =>
    server.context.appDb.updateTable('artifact').set({ state: 'DELETED' }).where('state', '=', 'PENDING').execute()

  test('takes its own bytes along and leaves those that others have; latest goes to the newest that is left', async () => {
    await log('gone', { kept: 'bytes of both', own: 'bytes of the first' })
    const second = await log('gone', { kept: 'bytes of both', other: 'bytes of the second' })
    await nothingPending()
    const { data, errors } = await remove(second)
    expect([errors, data.deleteArtifact.artifact.state]).toEqual([[], 'DELETED'])
    const left = await blobs()
    expect(left).toContain(md5('bytes of both', 'hex'))
    expect(left).not.toContain(md5('bytes of the second', 'hex'))
    expect((await byName('gone:latest')).found.versionIndex).toBe(0)
    expect((await byName('gone:v1')).found).toBeNull()
    expect(await (await fetch(await linkTo('gone:latest', 'kept'))).text()).toBe('bytes of both')
    expect((await remove(second)).errors[0]).toMatchObject({ extensions: { code: 'artifact-not-found' } })
    const next = await log('gone', { own: 'bytes of a third' })
    expect((await byName('gone:latest')).found).toMatchObject({ versionIndex: 2, artifact: { id: next } })
  })

  test('is not one that has names, unless they go with it', async () => {
    const id = await log('named', {}, { aliases: [{ artifactCollectionName: 'named', alias: 'prod' }] })
    expect((await remove(id)).errors[0]).toMatchObject({ extensions: { code: 'artifact-has-aliases' } })
    expect((await remove(id, true, bob)).errors[0]).toMatchObject({ extensions: { code: 'artifact-not-found' } })
    expect((await remove(id, true)).errors).toEqual([])
    expect((await byName('named:prod')).found).toBeNull()
  })

  test('leaves bytes while another version is being logged, which may have been told that they are here', async () => {
    const id = await log('raced', { a: 'bytes that are promised' })
    const { artifact } = await create('raced')
    expect((await askUploads(artifact.id, { a: 'bytes that are promised' })).nodes[0]!.uploadUrl).toBeNull()
    await remove(id)
    const text = manifestOf({ a: 'bytes that are promised' })
    await put(await manifestUrl(artifact.id, text), text)
    expect((await commit(artifact.id)).errors).toEqual([])
  })
})

describe('who is not of the team', () => {
  test('is told of no artifact, by name and by id, and can add nothing to it', async () => {
    const id = await log('secret', { s: 'secret' })
    expect((await byName('secret', bob)).found).toBeNull()
    const get = `query ($id: ID!) { artifact(id: $id) { id } }`
    const refused = [
      await ask(server, bob.apiKey, get, { id }),
      await create('secret', {}, bob),
      await askUploads(id, { f: 'f' }, bob),
      await commit(id, bob),
      await ask(server, bob.apiKey, get, { id: Buffer.from('Artifact:999999').toString('base64') }),
    ]
    for (const { errors } of refused) expect(errors[0]!.extensions!.code).toMatch(/^(artifact|entity)-not-found$/)
    expect(refused[0]!.errors[0]!.message).toBe(refused[4]!.errors[0]!.message)
    const path = `/artifactsV2/default/ada/p/secret/birth/${md5('secret', 'hex')}/s`
    const asked = async ({ apiKey }: Person) =>
      (await fetch(server.url + path, { headers: { authorization: `Bearer ${apiKey}` }, redirect: 'manual' })).status
    expect([await asked(bob), await asked(ada), (await fetch(server.url + path)).status]).toEqual([404, 307, 401])
  })

  test('cannot turn an address for one file into one for another', async () => {
    await log('signed', { a: 'aa', b: 'bb' })
    const url = await linkTo('signed:latest', 'a')
    expect((await fetch(url)).headers.get('etag')).toBe(`"${md5('aa', 'hex')}"`)
    expect((await fetch(url.replace(md5('aa', 'hex'), md5('bb', 'hex')))).status).toBe(403)
    expect((await put(url, 'aa')).status).toBe(403)
    const part = await fetch(url, { headers: { range: 'bytes=1-1' } })
    expect([part.status, await part.text()]).toEqual([206, 'a'])
  })
})
