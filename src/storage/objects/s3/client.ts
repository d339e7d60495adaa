import { setTimeout as wait } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { OutboundError, type StreamAnswer, type Streams } from '../../../base/outbound.ts'
import { BucketFault, faultOf, faultOfCall } from './fault.ts'
import type { BucketSettings } from './settings.ts'

export interface BucketCall {
  /** For errors: `PUT object`. */
  name: string
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** As the object store knows it; absent for the bucket itself. */
  key?: string
  query?: Record<string, string>
  headers?: Record<string, string>
  /** A stream is sent once; anything else again where that may help. */
  body?: AsyncIterable<Uint8Array> | Uint8Array | string
}

/** Signs calls to one bucket (AWS Signature Version 4) and makes them. */
export interface BucketClient {
  settings: BucketSettings
  /** The answer of a call that went well. Throws BucketFault; whatever the body throws is thrown as it is. */
  send(call: BucketCall): Promise<StreamAnswer>
  /** An address that is good for a `GET` of this object for so many seconds. */
  presign(key: string, query: Record<string, string>, seconds: number): Promise<string>
}

/** Milliseconds to wait before another try. */
const pauses = [100, 500]

export function createBucketClient(settings: BucketSettings, streams: Streams): BucketClient {
  const once = async (call: BucketCall): Promise<StreamAnswer> => {
    const { name, method, key, query, headers, body } = call
    const signed = await new AwsV4Signer({
      ...signer(settings),
      method,
      url: urlOf(settings, key, query).href,
      headers: headers ?? {},
    }).sign()
    const request = { method, headers: Object.fromEntries(signed.headers), ...(body !== undefined && { body }) }
    const answer = await streams.send(signed.url, request).catch((error: unknown) => {
      throw error instanceof OutboundError ? faultOfCall(name, error) : error
    })
    if (answer.status >= 200 && answer.status < 300) return answer
    throw await faultOf(name, answer)
  }

  return {
    settings,
    async send(call) {
      const { body } = call
      const isOnce = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)
      for (const pause of isOnce ? [] : pauses) {
        try {
          return await once(call)
        } catch (error) {
          if (!(error instanceof BucketFault) || !error.isPassing) throw error
          await wait(pause)
        }
      }
      return once(call)
    },
    async presign(key, query, seconds) {
      const url = urlOf(settings, key, { ...query, 'X-Amz-Expires': String(seconds) })
      const signed = await new AwsV4Signer({
        ...signer(settings),
        method: 'GET',
        url: url.href,
        signQuery: true,
      }).sign()
      return signed.url.href
    },
  }
}

function signer({ credentials, region }: BucketSettings) {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  return {
    service: 's3',
    region,
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken && { sessionToken: sessionToken.reveal() }),
  }
}

function urlOf({ endpoint, bucket, style, prefix }: BucketSettings, key?: string, query: Record<string, string> = {}) {
  const url = new URL(endpoint)
  if (style === 'host') url.hostname = `${bucket}.${url.hostname}`
  const object = key === undefined ? '' : (prefix + key).split('/').map(encodeURIComponent).join('/')
  url.pathname = style === 'host' ? `/${object}` : `/${bucket}/${object}`
  if (key === undefined && style === 'path') url.pathname = `/${bucket}`
  url.search = String(new URLSearchParams(query))
  return url
}
