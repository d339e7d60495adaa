import { existsSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examineAlone } from '../../src/doctor/index.ts'
import { type Person, person } from '../kit/people.ts'
import { type S3Server, startS3Server } from '../kit/s3-server.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun, uploadUrl } from '../kit/wire.ts'

const place = { entity: 'ada', project: 'p', run: 'r' }

describe.each([
  ['through the server', {}],
  ['straight', { SIGNPOST_BUCKET_DIRECT: 'true' }],
])('a server with a bucket, %s', (way, env: Record<string, string>) => {
  let bucket: S3Server
  let server: TestServer
  let ada: Person
  beforeAll(async () => {
    bucket = await startS3Server()
    server = await startServer({ env: { BUCKET: `${bucket.address}/in/it`, ...env } })
    ada = await person(server, 'ada')
    await makeRun(server, ada.apiKey, { name: 'r', modelName: 'p' })
  })
  afterAll(async () => {
    await server?.stop()
    await bucket?.close()
  })

  const put = async (name: string, body: string) =>
    fetch(await uploadUrl(server, ada.apiKey, place, name), { method: 'PUT', body })
  const addressOf = async (name: string): Promise<string> => {
    const query = `query ($names: [String]) { project(name: "p") { run(name: "r") { files(names: $names) { edges { node { directUrl } } } } } }`
    const { data } = await ask(server, ada.apiKey, query, { names: [name] })
    return data.project.run.files.edges[0].node.directUrl
  }
  /** As a program asks: without what browsers say of themselves. */
  const get = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<IncomingMessage>((resolve, reject) =>
      httpRequest(url, { headers, method }, resolve).once('error', reject).end(),
    )

  test('keeps files there, below its path, and none in the data folder', async () => {
    expect((await put('page.html', '0123456789')).status).toBe(200)
    expect(await bucket.keys()).toEqual([expect.stringMatching(/^in\/it\/runs\/1\//)])
    expect(existsSync(path.join(server.dataFolder, 'objects'))).toBe(false)
  })

  test.each([
    ['https', { 'sec-fetch-mode': 'cors' }],
    ['plain http', { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' }],
  ])('sends a browser over %s the file itself, also in part', async (_, browser: Record<string, string>) => {
    await put('page.html', '0123456789')
    const url = await addressOf('page.html')
    const whole = await get(url, browser)
    expect([whole.statusCode, whole.headers['content-security-policy'], await text(whole)]).toEqual([
      200,
      expect.stringContaining('sandbox'),
      '0123456789',
    ])
    const part = await get(url, { ...browser, range: 'bytes=2-4' })
    expect([part.statusCode, part.headers['content-range'], await text(part)]).toEqual([206, 'bytes 2-4/10', '234'])
    const beyond = await get(url, { ...browser, range: 'bytes=10-' })
    expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, 'bytes */10'])
  })

  test('sends a program the file, or to the bucket, as the operator wants it', async () => {
    await put('page.html', '0123456789')
    const url = await addressOf('page.html')
    const head = await get(url, {}, 'HEAD')
    expect([head.statusCode, head.headers['content-length']]).toEqual([200, '10'])
    const answer = await get(url)
    if (way !== 'straight') {
      expect([answer.statusCode, await text(answer)]).toEqual([200, '0123456789'])
      return
    }
    expect(answer.statusCode).toBe(307)
    expect(answer.headers['cache-control']).toBe('no-store')
    const location = new URL(answer.headers.location!)
    expect(location.host).toBe(`127.0.0.1:${bucket.port}`)
    const straight = await get(location.href, { range: 'bytes=2-4' })
    expect([straight.statusCode, straight.headers['content-disposition']]).toEqual([
      206,
      expect.stringMatching(/^attachment/),
    ])
    expect(await text(straight)).toBe('234')
    location.searchParams.set('response-content-disposition', 'inline')
    expect((await get(location.href)).statusCode).toBe(403)
    location.pathname = location.pathname.replace(/.$/, '_')
    expect((await get(location.href)).statusCode).toBe(403)
    // Who may not have the file is not sent on.
    expect((await get(url.replace(/signature=./, 'signature=_'))).statusCode).toBe(403)
  })

  test('says in doctor that the bucket can be used, and what is wrong when it cannot', async () => {
    const ofStorage = async () =>
      (await examineAlone(server.config, { provider: null, publicUrl: null })).find(
        ({ id }) => id === 'storage.objects',
      )
    const evidence = { bucket: `s3://127.0.0.1:${bucket.port}/${bucket.bucket}/in/it` }
    expect(await ofStorage()).toMatchObject({ status: 'ok', evidence })
    await bucket.stop()
    try {
      const found = await ofStorage()
      expect(found).toMatchObject({ status: 'error', title: expect.stringMatching(/Nothing listens/), evidence })
      expect(found!.mend!.length).toBeGreaterThan(0)
      expect(JSON.stringify(found)).not.toContain('S3RVER')
    } finally {
      await bucket.start()
    }
  })

  test('answers 503 while the bucket is away, and what was there is there when it is back', async () => {
    await put('kept.txt', 'kept')
    const url = await addressOf('kept.txt')
    await bucket.stop()
    try {
      const refused = [await put('kept.txt', 'new'), await put('other.txt', 'new')]
      for (const answer of refused) {
        expect([answer.status, Number(answer.headers.get('retry-after'))]).toEqual([503, expect.any(Number)])
        expect(await answer.text()).not.toContain(String(bucket.port))
      }
      if (way !== 'straight') expect((await get(url)).statusCode).toBe(503)
    } finally {
      await bucket.start()
    }
    expect(await (await fetch(url)).text()).toBe('kept')
    expect((await put('kept.txt', 'new')).status).toBe(200)
    expect(await (await fetch(url)).text()).toBe('new')
  })

  test('takes the bytes of a deleted run out of the bucket', async () => {
    const id = await makeRun(server, ada.apiKey, { name: 'gone', modelName: 'p' })
    const before = await bucket.keys()
    await fetch(await uploadUrl(server, ada.apiKey, { ...place, run: 'gone' }, 'a'), { method: 'PUT', body: 'x' })
    expect((await bucket.keys()).length).toBe(before.length + 1)
    await ask(server, ada.apiKey, 'mutation ($id: ID!) { deleteRun(input: {id: $id}) { success } }', { id })
    expect((await bucket.keys()).toSorted()).toEqual(before.toSorted())
  })
})
