import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createStreams } from '../../src/base/outbound.ts'
import { Secret } from '../../src/base/secret.ts'
import { createDiskStore } from '../../src/storage/objects/disk.ts'
import type { ObjectStore } from '../../src/storage/objects/object-store.ts'
import type { BucketSettings } from '../../src/storage/objects/s3/settings.ts'
import { createS3Store } from '../../src/storage/objects/s3/store.ts'
import { type S3Server, s3Key, startS3Server } from './s3-server.ts'

export interface ObjectPlace {
  store: ObjectStore
  /** What is kept of uploads that never ended well. */
  leftOver(): Promise<string[]>
  close(): Promise<void>
}

const noProxy = { http: null, https: null, noProxy: null }

export const bucketOf = ({ port, bucket }: Pick<S3Server, 'port' | 'bucket'>): BucketSettings => ({
  endpoint: `http://127.0.0.1:${port}`,
  bucket,
  prefix: 'some/where/',
  style: 'path',
  region: 'us-east-1',
  credentials: { ...s3Key, secretAccessKey: new Secret(s3Key.secretAccessKey), sessionToken: null },
  kmsKeyId: null,
  direct: false,
})

/** Every kind of place that objects can be kept in. */
export const objectPlaces: { name: string; open(): Promise<ObjectPlace> }[] = [
  {
    name: 'on disk',
    async open() {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-objects-'))
      return {
        store: createDiskStore(folder),
        leftOver: () => readdir(path.join(folder, 'incoming')),
        close: () => rm(folder, { recursive: true, force: true }),
      }
    },
  },
  {
    name: 'in a bucket',
    async open() {
      const server = await startS3Server()
      const streams = createStreams({ proxy: noProxy })
      return {
        // Sizes lowered to what a test can send often; a part that is not the last has 5 MiB at least.
        store: createS3Store(bucketOf(server), streams, { largestSinglePut: 8 * 1024 ** 2, part: 5 * 1024 ** 2 }),
        leftOver: server.openUploads,
        async close() {
          await streams.close()
          await server.close()
        },
      }
    },
  },
]
