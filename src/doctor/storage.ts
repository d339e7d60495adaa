import { existsSync } from 'node:fs'
import { rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Check } from '../base/check.ts'
import { messageOf } from '../base/errors.ts'
import { newShortId } from '../base/ids.ts'
import { isLoopbackHost, isPrivateAddress } from '../base/outbound.ts'
import type { Config } from '../config/config.ts'
import { createDiskStore } from '../storage/objects/disk.ts'
import type { ObjectStore } from '../storage/objects/object-store.ts'
import { objectsFolder } from '../storage/objects/open.ts'
import { explainBucket } from '../storage/objects/s3/explain.ts'
import { probeObjects } from '../storage/objects/s3/probe.ts'
import { type BucketSettings, nameOf } from '../storage/objects/s3/settings.ts'

const stage = 'storage'

/** Bytes that should be free: a day of a busy team. */
const enough = 1024 ** 3

/** Each file of a run is one. */
const enoughFiles = 10_000

const written = 'written by signpost doctor'

const kept = 'Files are kept, come back whole and can be removed'

/**
 * Whether the data folder can be written and has room, and whether an object comes back as it was kept, in the folder or in the bucket;
 * `objects` null where there are none yet.
 */
export async function examineStorage(
  { dataFolder, bucket }: Pick<Config, 'dataFolder' | 'bucket'>,
  objects: ObjectStore | null,
): Promise<Check[]> {
  const ofObjects = async () =>
    bucket ? examineBucket(bucket, dataFolder, objects!) : [await examineObjects(objects!, dataFolder)]
  if (!existsSync(dataFolder)) {
    const title = 'There is no data folder yet; the first start makes it'
    const missing: Check = { id: 'storage', stage, status: 'skipped', title, evidence: { folder: dataFolder } }
    return [missing, ...(bucket && objects ? await ofObjects() : [])]
  }
  return [await examineFolder(dataFolder), ...(objects ? await ofObjects() : [])]
}

async function examineFolder(folder: string): Promise<Check> {
  const id = 'storage'
  const file = path.join(folder, `.doctor-${newShortId(8)}`)
  try {
    await writeFile(file, written, { flush: true })
    await rm(file)
    const { bavail, bsize, files, ffree } = await statfs(folder)
    const evidence = { folder, freeBytes: bavail * bsize, freeFiles: files > 0 ? ffree : 'without limit' }
    if (files > 0 && ffree < enoughFiles) {
      const title = `The disk of the data folder takes only ${ffree} more files (df -i)`
      return { id, stage, status: 'warning', title, evidence, mend: ['Remove small files from its disk.'] }
    }
    if (bavail * bsize >= enough) return { id, stage, status: 'ok', title: 'The data folder can be written', evidence }
    const mend = ['Make room on its disk.']
    return { id, stage, status: 'warning', title: 'The disk of the data folder is nearly full', evidence, mend }
  } catch (error) {
    const mend = [`Let the user that runs this server write ${folder} (SIGNPOST_DATA).`]
    const evidence = { folder, happened: messageOf(error) }
    return { id, stage, status: 'error', title: 'The data folder cannot be written', evidence, mend }
  }
}

async function examineObjects(objects: ObjectStore, folder: string): Promise<Check> {
  const id = 'storage.objects'
  const error = await probeObjects(objects)
  if (error === null) return { id, stage, status: 'ok', title: kept, evidence: {} }
  const mend = [`Let the user that runs this server write everything in ${objectsFolder(folder)}.`]
  const title = 'Files of runs cannot be kept'
  return { id, stage, status: 'error', title, evidence: { happened: messageOf(error) }, mend }
}

async function examineBucket(bucket: BucketSettings, folder: string, objects: ObjectStore): Promise<Check[]> {
  const evidence = { bucket: nameOf(bucket), endpoint: bucket.endpoint, region: bucket.region, direct: bucket.direct }
  const id = 'storage.objects'
  const error = await probeObjects(objects)
  const explained = explainBucket(bucket, error)
  const check: Check =
    error === null
      ? { id, stage, status: 'ok', title: kept, evidence }
      : {
          ...{ id, stage, status: 'error', title: explained?.title ?? 'The bucket cannot be used' },
          evidence: { ...evidence, happened: messageOf((error as Error).cause ?? error) },
          mend: explained?.mend ?? [],
        }
  return [check, ...inClear(bucket), ...(await leftOnDisk(folder))]
}

function inClear({ endpoint }: BucketSettings): Check[] {
  const { protocol, hostname, host } = new URL(endpoint)
  if (protocol === 'https:' || isLoopbackHost(hostname) || isPrivateAddress(hostname) || !hostname.includes('.'))
    return []
  const title = `Files go to ${host} in clear, over plain http`
  const mend = ['If the server of the bucket speaks https, set ?tls=true behind BUCKET.']
  return [{ id: 'storage.bucket.tls', stage, status: 'warning', title, evidence: { endpoint }, mend }]
}

/** Files of the time before there was a bucket are not found in it. */
async function leftOnDisk(folder: string): Promise<Check[]> {
  for await (const { key } of createDiskStore(objectsFolder(folder)).list()) {
    const title =
      'The data folder holds files of the time before BUCKET was set, which are not looked for there any more'
    const mend = [
      'Move them into the bucket: run signpost backup without BUCKET, then signpost restore with it into an empty data folder.',
    ]
    return [
      {
        id: 'storage.bucket.left',
        stage,
        status: 'warning',
        title,
        evidence: { folder: objectsFolder(folder), first: key },
        mend,
      },
    ]
  }
  return []
}
