import { createHash } from 'node:crypto'
import { AppError } from '../../../base/errors.ts'
import type { Streams } from '../../../base/outbound.ts'
import { checkedKey, isKey, objectMissing } from '../keys.ts'
import type { ListedObject, ObjectStore } from '../object-store.ts'
import { type BucketClient, createBucketClient } from './client.ts'
import { BucketFault } from './fault.ts'
import { textOfBody } from './multipart.ts'
import type { BucketSettings } from './settings.ts'
import { upload, usualSizes } from './upload.ts'
import { elements, escaped, textOf } from './xml.ts'

/** Keys that one call may delete. */
const deletedAtOnce = 1000
/** Seconds: a program follows it at once. */
const directFor = 900

/** Objects in a bucket of a server that speaks the S3 API. */
export function createS3Store(settings: BucketSettings, streams: Streams, sizes = usualSizes): ObjectStore {
  const client = createBucketClient(settings, streams)
  const list = (prefix?: string) => listed(client, prefix === undefined ? '' : `${checkedKey(prefix)}/`)

  return {
    put: (key, body, length, md5) =>
      reached(async () => upload(client, { key: checkedKey(key), body, length, md5 }, sizes)),

    get: (key, range) =>
      reached(async () => {
        const headers: Record<string, string> = range ? { range: `bytes=${range.start}-${range.end ?? ''}` } : {}
        try {
          return (await client.send({ name: 'GET object', method: 'GET', key: checkedKey(key), headers })).body
        } catch (error) {
          throw isMissing(error) ? objectMissing(key, error) : error
        }
      }),

    stat: (key) =>
      reached(async () => {
        try {
          const answer = await client.send({ name: 'HEAD object', method: 'HEAD', key: checkedKey(key) })
          answer.body.resume()
          return { size: Number(answer.headers['content-length']) }
        } catch (error) {
          if (isMissing(error)) return null
          throw error
        }
      }),

    list,

    remove: (key) =>
      reached(async () => {
        const removed = await client
          .send({ name: 'DELETE object', method: 'DELETE', key: checkedKey(key) })
          .catch((error: unknown) => {
            if (!isMissing(error)) throw error
          })
        removed?.body.resume()
      }),

    removeAll: (prefix) =>
      reached(async () => {
        let keys: string[] = []
        for await (const { key } of list(prefix)) {
          keys.push(key)
          if (keys.length < deletedAtOnce) continue
          await removeMany(client, keys)
          keys = []
        }
        await removeMany(client, keys)
      }),

    async directUrl(key, { mimeType, disposition }) {
      if (!settings.direct) return null
      const query = { 'response-content-type': mimeType, 'response-content-disposition': disposition }
      return client.presign(checkedKey(key), query, directFor)
    },
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof BucketFault && error.facts.status === 404 && error.facts.code !== 'NoSuchBucket'

/** What the bucket did not do is, for whoever asked for a file, a reason to ask again. */
async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asUnavailable(error)
  }
}

function asUnavailable(error: unknown): unknown {
  if (!(error instanceof BucketFault)) return error
  const message = 'The place where files are kept cannot be used just now. Try again in a moment.'
  return new AppError('unavailable', 'bucket-unavailable', message, {
    facts: { ...error.facts },
    cause: error,
    retryAfter: 5,
  })
}

async function* listed(client: BucketClient, prefix: string): AsyncGenerator<ListedObject> {
  const within = client.settings.prefix
  for (let next: string | null = ''; next !== null; ) {
    const query: Record<string, string> = {
      'list-type': '2',
      prefix: within + prefix,
      'encoding-type': 'url',
      ...(next !== '' && { 'continuation-token': next }),
    }
    const xml: string = await reached(async () =>
      textOfBody(await client.send({ name: 'GET list', method: 'GET', query })),
    )
    const isEncoded = textOf(xml, 'EncodingType') === 'url'
    for (const each of elements(xml, 'Contents')) {
      const text = textOf(each, 'Key') ?? ''
      const key = isEncoded ? decodeURIComponent(text.replaceAll('+', ' ')) : text
      const own = key.startsWith(within) ? key.slice(within.length) : ''
      // Others may keep things of theirs beside.
      if (isKey(own)) yield { key: own, size: Number(textOf(each, 'Size')) }
    }
    next = textOf(xml, 'IsTruncated') === 'true' ? textOf(xml, 'NextContinuationToken') : null
  }
}

async function removeMany(client: BucketClient, keys: string[]): Promise<void> {
  if (keys.length === 0) return
  const objects = keys.map((key) => `<Object><Key>${escaped(client.settings.prefix + key)}</Key></Object>`)
  const body = `<Delete><Quiet>true</Quiet>${objects.join('')}</Delete>`
  const md5 = createHash('md5').update(body).digest('base64')
  const headers = { 'content-md5': md5, 'content-type': 'application/xml' }
  const call = 'POST delete'
  const xml = await textOfBody(await client.send({ name: call, method: 'POST', query: { delete: '' }, headers, body }))
  const [refused] = elements(xml, 'Error')
  if (!refused) return
  const facts = { code: textOf(refused, 'Code') ?? 'delete-refused', said: textOf(refused, 'Message') ?? '' }
  throw new BucketFault({ call, status: 200, ...facts })
}
