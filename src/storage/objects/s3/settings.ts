import type { Secret } from '../../../base/secret.ts'

export interface BucketCredentials {
  accessKeyId: string
  secretAccessKey: Secret
  /** Of temporary credentials. */
  sessionToken: Secret | null
}

/** A bucket on a server that speaks the S3 API, and how it is asked. */
export interface BucketSettings {
  /** An origin: `https://s3.eu-west-1.amazonaws.com`. */
  endpoint: string
  bucket: string
  /** What every key begins with: empty, or a path that ends in `/`. */
  prefix: string
  /** `path`: `https://host/bucket/key`. `host`: `https://bucket.host/key`. */
  style: 'path' | 'host'
  region: string
  credentials: BucketCredentials
  /** Key of the server's key management with which objects are encrypted; null for what the bucket does by itself. */
  kmsKeyId: string | null
  /** Whether programs load objects straight from the bucket. */
  direct: boolean
}

/** The bucket as a person writes it, without credentials: `s3://host/bucket/prefix`. */
export const nameOf = ({ endpoint, bucket, prefix }: BucketSettings): string =>
  `s3://${new URL(endpoint).host}/${bucket}${prefix ? `/${prefix.slice(0, -1)}` : ''}`
