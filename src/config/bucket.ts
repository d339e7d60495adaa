import { percentDecoded } from '../base/percent.ts'
import { Secret } from '../base/secret.ts'
import type { BucketCredentials, BucketSettings } from '../storage/objects/s3/settings.ts'
import { isTrue } from './is-true.ts'

/** What stands in the environment beside `BUCKET`. */
export interface BucketVariables {
  accessKeyId: string | undefined
  secretAccessKey: string | undefined
  sessionToken: string | undefined
  region: string | undefined
  /** An address such as `https://minio.example:9000`. */
  endpoint: string | undefined
  kmsKeyId: string | undefined
  direct: boolean
}

/** Schemes of W&B Server's that name a store which this server does not know. */
const others: Record<string, string> = {
  gs: 'Google Cloud Storage',
  az: 'Azure Blob Storage',
  cw: 'CoreWeave Object Storage',
}

const forms =
  's3://KEY:SECRET@HOST/BUCKET?region=REGION&tls=true, or s3://BUCKET with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'

/** `BUCKET` as it is meant, or null and a fault, which never repeats a secret. */
export function bucketOf(text: string | undefined, beside: BucketVariables, faults: string[]): BucketSettings | null {
  if (text === undefined) return null
  try {
    return parsed(text, beside)
  } catch (error) {
    if (!(error instanceof BucketUnreadable)) throw error
    faults.push(error.message)
    return null
  }
}

class BucketUnreadable extends Error {}

function parsed(text: string, beside: BucketVariables): BucketSettings {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text) ?? []
  const other = others[scheme.toLowerCase()]
  if (other)
    throw new BucketUnreadable(
      `BUCKET names a store of ${other} (${scheme}://), which this server cannot use yet. Give a bucket that speaks the S3 API (s3://), or unset it to keep files in SIGNPOST_DATA.`,
    )
  if (scheme.toLowerCase() !== 's3') throw new BucketUnreadable(`BUCKET is not of the form ${forms}.`)
  // A secret key may hold a slash that nobody escaped: what stands before the last "@" is the credentials, whatever is in it.
  const at = rest.lastIndexOf('@')
  const written = at < 0 ? null : credentialsOf(rest.slice(0, at))
  const url = URL.parse(`s3://${rest.slice(at + 1)}`)
  if (!url?.hostname || url.hash) throw new BucketUnreadable(`BUCKET is not of the form ${forms}.`)
  const credentials = written ?? credentialsBeside(beside)
  const [first = '', ...below] = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(percentDecoded)
  // With credentials, and with a port, the first name is a host; but who names no bucket behind it means one of AWS.
  const isHost = url.port !== '' || (at >= 0 && first !== '')
  const bucket = isHost ? first : url.hostname
  const prefix = isHost ? below : [first, ...below].filter((part) => part !== '')
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(bucket))
    throw new BucketUnreadable(
      `BUCKET names ${bucket === '' ? 'no bucket' : `the bucket "${bucket}", which no bucket is called`}: ${forms}.`,
    )
  const host = isHost ? url.host : null
  return {
    ...placeOf(host, bucket, url.searchParams, beside),
    bucket,
    prefix: prefix.length > 0 ? `${prefix.join('/')}/` : '',
    credentials,
    kmsKeyId: beside.kmsKeyId ?? null,
    direct: beside.direct,
  }
}

function credentialsOf(text: string): BucketCredentials {
  const colon = text.indexOf(':')
  const [accessKeyId, secret] = [
    percentDecoded(text.slice(0, Math.max(colon, 0))),
    percentDecoded(text.slice(colon + 1)),
  ]
  if (colon < 0 || accessKeyId === '' || secret === '')
    throw new BucketUnreadable('BUCKET has an "@" and not a key and its secret before it: s3://KEY:SECRET@HOST/BUCKET.')
  return { accessKeyId, secretAccessKey: new Secret(secret), sessionToken: null }
}

function credentialsBeside({ accessKeyId, secretAccessKey, sessionToken }: BucketVariables): BucketCredentials {
  if (!accessKeyId || !secretAccessKey) {
    const missing = [!accessKeyId && 'AWS_ACCESS_KEY_ID', !secretAccessKey && 'AWS_SECRET_ACCESS_KEY'].filter(Boolean)
    throw new BucketUnreadable(
      `BUCKET holds no key, and ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set. Set both, or write s3://KEY:SECRET@HOST/BUCKET. Roles of a machine or container are not asked for.`,
    )
  }
  return {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: sessionToken ? new Secret(sessionToken) : null,
  }
}

const amazon = /(?:^|\.)s3[.-](?:([a-z]{2}(?:-[a-z]+)+-\d)\.)?amazonaws\.com(?:\.cn)?$/

type Place = Pick<BucketSettings, 'endpoint' | 'style' | 'region'>

/** `host` null for AWS itself, or for what AWS_S3_ENDPOINT_URL names in its place. */
function placeOf(host: string | null, bucket: string, query: URLSearchParams, beside: BucketVariables): Place {
  const tls = query.get('tls')
  const found = host === null ? null : amazon.exec(host)
  const region = query.get('region') || found?.[1] || beside.region || 'us-east-1'
  const style = query.get('style')
  if (style !== null && style !== 'path' && style !== 'host')
    throw new BucketUnreadable(
      `BUCKET has style=${style}. It is "path" (https://host/bucket) or "host" (https://bucket.host).`,
    )
  if (host === null && beside.endpoint !== undefined)
    return { endpoint: originOf(beside.endpoint), style: style ?? 'path', region }
  if (host === null || (found && !found[1])) {
    const name = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
    // A certificate of AWS is for one name before its own, and a bucket with dots has several.
    return { endpoint: `https://${name}`, style: style ?? (bucket.includes('.') ? 'path' : 'host'), region }
  }
  const isSecure = tls === null ? found !== null : isTrue(tls)
  return { endpoint: `${isSecure ? 'https' : 'http'}://${host}`, style: style ?? 'path', region }
}

function originOf(text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.username) return url.origin
  throw new BucketUnreadable(
    'AWS_S3_ENDPOINT_URL is no address of a server: give scheme, host and port alone, as in https://minio.example:9000.',
  )
}
