import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { newShortId } from '../../../base/ids.ts'
import type { ObjectStore } from '../object-store.ts'
import { explainBucket } from './explain.ts'
import { type BucketSettings, nameOf } from './settings.ts'

const written = 'written to see whether this bucket can be used'

/** Does with an object of its own all that is done with objects; what is wrong, or null. Nothing stays. */
export async function probeObjects(objects: ObjectStore): Promise<unknown> {
  const prefix = `probe-${newShortId(8)}`
  const key = `${prefix}/object`
  try {
    await objects.put(key, Readable.from([Buffer.from(written)]), written.length)
    const read = await text(await objects.get(key))
    if (read !== written) throw new Error('What was read is not what was written.')
    let isListed = false
    for await (const each of objects.list(prefix)) isListed ||= each.key === key
    if (!isListed) throw new Error('What was written is not listed.')
    await objects.removeAll(prefix)
    return null
  } catch (error) {
    await objects.remove(key).catch(() => undefined)
    return error
  }
}

/** The bucket cannot be used as it is set up. The message is a sentence that names the variable, and never a secret. */
export class BucketUnusable extends Error {
  override readonly name = 'BucketUnusable'
}

/** Throws BucketUnusable. */
export async function requireBucket(bucket: BucketSettings, objects: ObjectStore): Promise<void> {
  const error = await probeObjects(objects)
  if (error === null) return
  const explained = explainBucket(bucket, error)
  const why = explained ? `${explained.title}. ${explained.mend.join(' ')}` : `${nameOf(bucket)}: ${String(error)}`
  throw new BucketUnusable(`BUCKET cannot be used: ${why}`, { cause: error })
}
