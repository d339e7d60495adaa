import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ArtifactKit, artifactKit, manifestOf, md5, put } from '../kit/artifacts.ts'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun } from '../kit/wire.ts'

let server: TestServer
let ada: Person
let bob: Person
let kit: ArtifactKit

beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
  bob = await person(server, 'bob')
  await makeRun(server, ada.apiKey, { name: 'r', modelName: 'p' })
  kit = artifactKit(server, ada, { entity: 'ada', project: 'p', run: 'r' })
})
afterAll(() => server.stop())

const pieces = ['first part ', 'second part ', 'the end']
const whole = pieces.join('')
const announced = pieces.map((piece, index) => ({ partNumber: index + 1, hexMD5: md5(piece, 'hex') }))

interface Begun {
  artifactID: string
  storagePath: string
  uploadUrl: string | null
  uploadMultipartUrls: { uploadID: string; uploadUrlParts: { partNumber: number; uploadUrl: string }[] } | null
}

/** Asks where to send a file in parts. */
async function begin(name: string, parts = announced, digest = md5(whole)): Promise<Begun> {
  const { artifact } = await kit.create(name)
  const { data, errors } = await ask(
    server,
    ada.apiKey,
    `mutation ($input: CreateArtifactFilesInput!) { createArtifactFiles(input: $input) { files { edges { node {
      storagePath uploadUrl uploadMultipartUrls { uploadID uploadUrlParts { partNumber uploadUrl } }
    } } } } }`,
    { input: { artifactFiles: [{ artifactID: artifact.id, name: 'large', md5: digest, uploadPartsInput: parts }] } },
  )
  if (errors.length > 0) throw new Error(errors[0]!.message)
  return { artifactID: artifact.id, ...data.createArtifactFiles.files.edges[0].node }
}

const complete = async (begun: Begun, completedParts = announced, by = ada) => {
  const { data, errors } = await ask(
    server,
    by.apiKey,
    `mutation CompleteMultipartUploadArtifact ($completeMultipartAction: CompleteMultipartAction!, $completedParts: [UploadPartsInput!]!, $artifactID: ID!, $storagePath: String!, $uploadID: String!) {
      completeMultipartUploadArtifact(input: {completeMultipartAction:$completeMultipartAction,completedParts:$completedParts,artifactID:$artifactID,storagePath:$storagePath,uploadID:$uploadID}) { digest }
    }`,
    {
      completeMultipartAction: 'Complete',
      completedParts,
      artifactID: begun.artifactID,
      storagePath: begun.storagePath,
      uploadID: begun.uploadMultipartUrls!.uploadID,
    },
  )
  return { digest: data?.completeMultipartUploadArtifact?.digest, error: errors[0] }
}

const urlOf = (begun: Begun, part: number) => begun.uploadMultipartUrls!.uploadUrlParts[part - 1]!.uploadUrl
/** What `fetch` cannot send: a Content-Type that is empty. */
const putUntyped = (url: string, body: string) =>
  new Promise<{ status?: number; etag?: string }>((resolve, reject) => {
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) }
    const sent = request(url, { method: 'PUT', headers }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode, etag: answer.headers.etag }))
    })
    sent.on('error', reject).end(body)
  })
/** Whether the project has these bytes. */
const isStored = async (digest = md5(whole, 'hex')) =>
  (await server.context.appDb.selectFrom('artifact_blob').select('md5').where('md5', '=', digest).execute()).length > 0

describe('a file in parts', () => {
  test('is there when all parts are, each with its own digest, and the client said so; not before', async () => {
    const begun = await begin('large')
    // The client takes a file without an address for one that is here already.
    expect(begun.uploadUrl).not.toBeNull()
    expect(begun.uploadMultipartUrls!.uploadUrlParts.map(({ partNumber }) => partNumber)).toEqual([1, 2, 3])
    for (const part of [3, 1]) {
      // As the client sends it: the header is there, with nothing in it.
      const answer = await putUntyped(urlOf(begun, part), pieces[part - 1]!)
      expect([answer.status, answer.etag]).toEqual([200, `"${md5(pieces[part - 1]!, 'hex')}"`])
    }
    const early = await complete(begun)
    expect(early.error).toMatchObject({ extensions: { code: 'upload-parts-missing' } })
    expect(early.error!.message).toContain('part 2 was not uploaded')
    expect((await put(urlOf(begun, 2), 'another part')).status).toBe(400)
    expect(await isStored()).toBe(false)
    const twice = await Promise.all([put(urlOf(begun, 2), pieces[1]!), put(urlOf(begun, 2), pieces[1]!)])
    expect(twice.map(({ status }) => status)).toEqual([200, 200])
    // The client names parts by the ETag that it was given, quotes and all.
    const quoted = announced.map((part) => ({ ...part, hexMD5: `"${part.hexMD5}"` }))
    const done = await Promise.all([complete(begun, quoted), complete(begun), complete(begun)])
    for (const { digest, error } of done) expect([error, digest]).toEqual([undefined, md5(whole)])
    expect((await complete(begun)).digest).toBe(md5(whole))

    const text = manifestOf({ large: whole })
    await put(await kit.manifestUrl(begun.artifactID, text), text)
    expect((await kit.commit(begun.artifactID)).errors).toEqual([])
    const { found } = await kit.byName('large:latest')
    const { directUrl } = found.artifact.files.edges[0].node
    expect(await (await fetch(directUrl)).text()).toBe(whole)
    const across = await fetch(directUrl, { headers: { range: `bytes=9-14` } })
    expect([across.status, await across.text()]).toEqual([206, whole.slice(9, 15)])
    // Nothing of the parts is left, and the next one who has this file need not send it.
    expect(await server.context.appDb.selectFrom('artifact_upload_part').selectAll().execute()).toEqual([])
    expect(await begin('again')).toMatchObject({ uploadUrl: null, uploadMultipartUrls: null })
  })

  test('whose parts make another file than was announced is not kept', async () => {
    const begun = await begin('liar', announced, md5('something else'))
    for (const [index, piece] of pieces.entries()) await put(urlOf(begun, index + 1), piece)
    expect((await complete(begun)).error).toMatchObject({ extensions: { code: 'upload-differs' } })
    expect(await isStored(md5('something else', 'hex'))).toBe(false)
  })

  test.each([
    ['a part that was never announced', [{ partNumber: 2, hexMD5: md5('x', 'hex') }]],
    ['a part twice', [announced[0]!, announced[0]!]],
    ['a digest that is none', [{ partNumber: 1, hexMD5: 'etag' }]],
  ])('cannot begin with %s', async (_, parts) => {
    await expect(begin('odd', parts, md5('odd'))).rejects.toThrow(/must be numbered from 1/)
  })

  test('is completed by nobody of another project, and its addresses are for one part each', async () => {
    const begun = await begin('own', announced, md5('own'))
    for (const [index, piece] of pieces.entries()) await put(urlOf(begun, index + 1), piece)
    expect((await complete(begun, announced, bob)).error).toMatchObject({ extensions: { code: 'artifact-not-found' } })
    await makeRun(server, bob.apiKey, { name: 'r', modelName: 'p' })
    const { artifact } = await kit.create('theirs', { entityName: 'bob' }, bob)
    const foreign = await complete({ ...begun, artifactID: artifact.id }, announced, bob)
    expect(foreign.error).toMatchObject({ extensions: { code: 'artifact-not-found' } })
    expect((await put(urlOf(begun, 1).replace('/1?', '/2?'), pieces[1]!)).status).toBe(403)
    expect((await put(urlOf(begun, 1).replace('artifact-parts', 'artifacts/1'), pieces[0]!)).status).toBe(403)
  })
})
