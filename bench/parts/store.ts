import { request } from 'node:http'
import { Readable } from 'node:stream'
import { createStreams } from '../../src/base/outbound.ts'
import { createS3Store } from '../../src/storage/objects/s3/store.ts'
import { bucketOf } from '../../tests/kit/object-places.ts'
import { type ServerProcess, startServerProcess } from '../../tests/kit/process.ts'
import { type S3Server, startS3Server } from '../../tests/kit/s3-server.ts'
import { ask, makeRun, uploadUrl } from '../../tests/kit/wire.ts'
import type { Row } from '../row.ts'

const size = 512 * 1024 ** 2
const piece = Buffer.alloc(256 * 1024, 'signpost')
const part = 'store'

const body = () =>
  Readable.from(
    (function* () {
      for (let at = 0; at < size; at += piece.length) yield piece
    })(),
  )

/** One large file up and down: through a server with its files on disk or in a bucket, and straight to that bucket. */
export async function store(): Promise<Row[]> {
  const bucket = await startS3Server()
  try {
    return [
      ...(await straight(bucket)),
      ...(await through('through us, in the bucket', { BUCKET: bucket.address })),
      ...(await through('through us, on disk', {})),
    ]
  } finally {
    await bucket.close()
  }
}

async function straight(bucket: S3Server): Promise<Row[]> {
  const streams = createStreams({ proxy: { http: null, https: null, noProxy: null } })
  const objects = createS3Store(bucketOf(bucket), streams)
  const up = await rateOf(() => objects.put('large', body(), size))
  const down = await rateOf(async () => drained(await objects.get('large')))
  await streams.close()
  return rows('straight to the bucket', up, down)
}

async function through(name: string, settings: Record<string, string>): Promise<Row[]> {
  const server = await startServerProcess(settings)
  try {
    const place = { entity: 'tester', project: 'bench', run: 'large' }
    await makeRun(server, server.key, { name: 'large', modelName: 'bench' })
    const url = await uploadUrl(server, server.key, place, 'large.bin')
    const memory = watchMemory(server)
    const up = await rateOf(() => sent(url))
    const query = '{ project(name: "bench") { run(name: "large") { files { edges { node { directUrl } } } } } }'
    const { data } = await ask(server, server.key, query)
    const { directUrl } = data.project.run.files.edges[0].node
    const down = await rateOf(() => received(directUrl))
    return [
      ...rows(name, up, down),
      { part, what: '  memory above that at rest, MB', seen: memory.most(), target: '< 128', met: memory.most() < 128 },
    ]
  } finally {
    await server.stop()
  }
}

const rows = (name: string, up: number, down: number): Row[] => [
  { part, what: `${name}: up, MB/s`, seen: up },
  { part, what: '  down, MB/s', seen: down },
]

function watchMemory(server: ServerProcess): { most(): number } {
  const atRest = server.rss()
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, server.rss() - atRest)
  }, 50)
  return {
    most() {
      clearInterval(timer)
      return most
    },
  }
}

/** Megabytes a second. */
async function rateOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return size / 1e6 / ((performance.now() - began) / 1000)
}

const sent = (url: string) =>
  new Promise<void>((resolve, reject) => {
    const asked = request(url, { method: 'PUT', headers: { 'content-length': size } }, (answer) => {
      answer.resume()
      if (answer.statusCode === 200) resolve()
      else reject(new Error(`PUT answered ${answer.statusCode}`))
    })
    asked.once('error', reject)
    body().pipe(asked)
  })

const received = (url: string) =>
  new Promise<void>((resolve, reject) => {
    request(url, (answer) => drained(answer).then(resolve, reject))
      .once('error', reject)
      .end()
  })

async function drained(stream: Readable): Promise<void> {
  let bytes = 0
  for await (const each of stream) bytes += each.length
  if (bytes !== size) throw new Error(`${bytes} bytes came of ${size}`)
}
