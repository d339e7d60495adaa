import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createStreams } from '../../src/base/outbound.ts'
import { Secret } from '../../src/base/secret.ts'
import { BucketUnusable, openUsableObjects } from '../../src/storage/objects/open.ts'
import type { BucketSettings } from '../../src/storage/objects/s3/settings.ts'
import { createS3Store } from '../../src/storage/objects/s3/store.ts'
import { type Certificates, leaf, makeCertificates } from '../kit/certificates.ts'
import { bucketOf } from '../kit/object-places.ts'
import { type S3Server, s3Key, startS3Server } from '../kit/s3-server.ts'

const ends: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const streamsOf = () => {
  const streams = createStreams({ proxy: { http: null, https: null, noProxy: null } })
  ends.push(() => streams.close())
  return streams
}

/** What the start says of this bucket; "usable" where it goes on. */
async function said(bucket: BucketSettings): Promise<string> {
  try {
    await openUsableObjects({ dataFolder: '/nowhere', bucket }, streamsOf())
    return 'usable'
  } catch (error) {
    if (error instanceof BucketUnusable) return error.message
    throw error
  }
}

async function answering(listener: RequestListener, make = (on: RequestListener): Server => createServer(on)) {
  const server = make(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))
  return bucketOf({ port: (server.address() as AddressInfo).port, bucket: 'wandb' })
}

let certificates: Certificates
let server: S3Server
beforeAll(async () => {
  server = await startS3Server()
  certificates = await makeCertificates()
  await certificates.make('own', {}, leaf())
})
afterAll(async () => {
  await certificates?.remove()
  await server?.close()
})
const secureServer = (on: RequestListener): Server => {
  const [cert, key] = ['own.pem', 'own.key'].map((name) => readFileSync(certificates.file(name)))
  return createTlsServer({ cert, key }, on)
}

const xml = (code: string, more = '') =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Words of the server</Message>${more}</Error>`

describe('the start says in a sentence what is wrong with a bucket, and what to do', () => {
  test.each([
    ['is right', {}, /^usable$/],
    ['does not exist', { bucket: 'another' }, /no bucket "another" at 127\.0\.0\.1:\d+.*Make the bucket/],
    [
      'has another key',
      { credentials: { accessKeyId: 'WRONGKEY', secretAccessKey: new Secret('S3RVER'), sessionToken: null } },
      /does not know the key WRON\.\.\./,
    ],
    [
      'has another secret',
      { credentials: { ...s3Key, secretAccessKey: new Secret('planted-secret'), sessionToken: null } },
      /its secret is another.*percent-encoded/,
    ],
    ['is where nothing listens', { endpoint: 'http://127.0.0.1:9' }, /Nothing listens at/],
    ['is at a host that nobody knows', { endpoint: 'http://nowhere.invalid' }, /name nowhere\.invalid is not known/],
    ['is at a metadata address', { endpoint: 'http://169.254.169.254' }, /link-local or metadata address/],
  ])('that %s', async (_, change, sentence) => {
    const text = await said({ ...bucketOf(server), ...change })
    expect(text).toMatch(sentence)
    expect(text).not.toContain('planted')
  })

  test('that speaks https where plain http is asked for, and the other way round', async () => {
    const secure = await answering((_, reply) => reply.end(), secureServer)
    expect(await said(secure)).toMatch(/\?tls=true/)
    const plain = await answering((_, reply) => reply.end())
    expect(await said({ ...plain, endpoint: plain.endpoint.replace('http:', 'https:') })).toMatch(/\?tls=false/)
  })

  test('whose certificate nobody here trusts', async () => {
    const bucket = await answering((_, reply) => reply.end(), secureServer)
    const text = await said({ ...bucket, endpoint: bucket.endpoint.replace('http:', 'https:') })
    expect(text).toMatch(/TLS connection.*NODE_EXTRA_CA_CERTS/)
  })

  test.each([
    ['AccessDenied', 403, '', /may not do this.*PUT object.*s3:PutObject/],
    ['ExpiredToken', 400, '', /session token.*AWS_SESSION_TOKEN/],
    ['AuthorizationHeaderMalformed', 400, '<Region>eu-west-3</Region>', /in the region eu-west-3.*Set AWS_REGION/],
    ['PermanentRedirect', 301, '', /not in the region us-east-1/],
    ['RequestTimeTooSkewed', 403, '', /differ by 60 minutes.*NTP/],
    ['SlowDown', 503, '', /no time or a fault of its own \(SlowDown\)/],
    ['XMinioStorageFull', 507, '', /disk of .* is full/],
  ])('that answers %s', async (code, status, more, sentence) => {
    const bucket = await answering((request, reply) => {
      request.resume()
      const date =
        code === 'RequestTimeTooSkewed' ? new Date(Date.now() + 3_600_000).toUTCString() : new Date().toUTCString()
      reply.writeHead(status, { date }).end(xml(code, more))
    })
    expect(await said(bucket)).toMatch(sentence)
  })

  test('that is no S3 server at all', async () => {
    const bucket = await answering((request, reply) => {
      request.resume()
      reply.writeHead(404, { 'content-type': 'text/html' }).end('<html>Not here</html>')
    })
    expect(await said(bucket)).toMatch(/does not answer as an S3 server does.*S3 API/)
  })
})

describe('while a server runs', () => {
  test('a bucket that is away is "unavailable, try again", and nothing of it is told to who asked', async () => {
    const store = createS3Store(bucketOf(server), streamsOf())
    await store.put('kept', Readable.from([Buffer.from('kept')]), 4)
    await server.stop()
    const away = { code: 'bucket-unavailable', kind: 'unavailable', retryAfter: expect.any(Number) }
    await expect(store.put('new', Readable.from([Buffer.from('new')]), 3)).rejects.toMatchObject(away)
    await expect(store.get('kept')).rejects.toMatchObject(away)
    await expect(store.stat('kept')).rejects.toMatchObject(away)
    await expect(store.remove('kept')).rejects.toMatchObject(away)
    await server.start()
    expect(await store.stat('kept')).toEqual({ size: 4 })
    expect(await store.stat('new')).toBeNull()
  })

  test('a call that a busy bucket refuses once is made again', async () => {
    let asked = 0
    const bucket = await answering((_, reply) => {
      if (++asked === 1) reply.writeHead(503).end(xml('SlowDown'))
      else reply.writeHead(200, { 'content-length': '7' }).end()
    })
    expect(await createS3Store(bucket, streamsOf()).stat('a')).toEqual({ size: 7 })
    expect(asked).toBe(2)
  })
})
