import path from 'node:path'
import type { Streams } from '../../base/outbound.ts'
import { createDiskStore } from './disk.ts'
import type { ObjectStore } from './object-store.ts'
import { requireBucket } from './s3/probe.ts'
import type { BucketSettings } from './s3/settings.ts'

export { BucketUnusable } from './s3/probe.ts'

export const objectsFolder = (dataFolder: string): string => path.join(dataFolder, 'objects')

/** The objects of a server: in its bucket, or, where there is none, in its data folder. Asks the bucket nothing yet. */
export async function openObjects(
  { dataFolder, bucket }: { dataFolder: string; bucket: BucketSettings | null },
  streams: Streams,
): Promise<ObjectStore> {
  if (!bucket) return createDiskStore(objectsFolder(dataFolder))
  // Loaded by those alone who have a bucket.
  const { createS3Store } = await import('./s3/store.ts')
  return createS3Store(bucket, streams)
}

/** As `openObjects`, where the bucket was found to do all that is asked of it. Throws BucketUnusable. */
export async function openUsableObjects(
  places: { dataFolder: string; bucket: BucketSettings | null },
  streams: Streams,
): Promise<ObjectStore> {
  const objects = await openObjects(places, streams)
  if (places.bucket) await requireBucket(places.bucket, objects)
  return objects
}
