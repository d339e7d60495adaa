import type { Readable } from 'node:stream'
import { measured } from '../measured.ts'
import type { PutResult } from '../object-store.ts'
import type { BucketClient } from './client.ts'
import { growingPartSize, type MultipartUpload, partSizeFor, startMultipart } from './multipart.ts'

export interface Upload {
  key: string
  body: Readable
  length: number | undefined
  /** Base64. */
  md5: string | undefined
}

/** Bytes. */
export interface UploadSizes {
  /** What is larger goes in parts. */
  largestSinglePut: number
  /** Of objects whose size is known. */
  part: number
}

/** The first is S3's own limit. */
export const usualSizes: UploadSizes = { largestSinglePut: 5 * 1024 ** 3, part: 64 * 1024 ** 2 }

/** Puts an object whole or not at all. */
export async function upload(client: BucketClient, asked: Upload, sizes: UploadSizes): Promise<PutResult> {
  const { kmsKeyId } = client.settings
  const headers: Record<string, string> = {
    'content-type': 'application/octet-stream',
    ...(kmsKeyId && {
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId,
    }),
  }
  const { pieces, result } = measured(asked.body, asked.length, asked.md5)
  if (asked.length === undefined) await putUnknown(client, asked.key, pieces, headers)
  else if (asked.length > sizes.largestSinglePut)
    await putInParts(
      client,
      { ...asked, length: asked.length, partSize: partSizeFor(asked.length, sizes.part) },
      pieces,
      headers,
    )
  else await putAtOnce(client, { ...asked, length: asked.length }, pieces, headers)
  return result
}

async function putAtOnce(
  client: BucketClient,
  { key, length, md5 }: { key: string; length: number; md5?: string | undefined },
  pieces: AsyncGenerator<Buffer>,
  headers: Record<string, string>,
): Promise<void> {
  // Nothing can be held back of an empty object: it is looked at first.
  const body = length === 0 ? await emptied(pieces) : pieces
  const { body: rest } = await client.send({
    name: 'PUT object',
    method: 'PUT',
    key,
    headers: { ...headers, 'content-length': String(length), ...(md5 !== undefined && { 'content-md5': md5 }) },
    body,
  })
  rest.resume()
}

async function emptied(pieces: AsyncGenerator<Buffer>): Promise<Uint8Array> {
  for await (const piece of pieces) return piece
  return new Uint8Array(0)
}

/** Parts of known size, each passed on as it comes. */
async function putInParts(
  client: BucketClient,
  { key, length, partSize }: { key: string; length: number; partSize: number },
  pieces: AsyncGenerator<Buffer>,
  headers: Record<string, string>,
): Promise<void> {
  const cutter = cut(pieces)
  await inParts(client, key, headers, async (parts) => {
    for (let at = 0; at < length; at += partSize) {
      const part = Math.min(partSize, length - at)
      await parts.put(cutter.take(part), part)
    }
    await cutter.end()
  })
}

/** Parts are gathered until they are full, since S3 wants to know the size of each. What fits into one is put at once. */
async function putUnknown(
  client: BucketClient,
  key: string,
  pieces: AsyncGenerator<Buffer>,
  headers: Record<string, string>,
): Promise<void> {
  const cutter = cut(pieces)
  const gather = async (size: number) => {
    const gathered: Buffer[] = []
    for await (const piece of cutter.take(size)) gathered.push(piece)
    return Buffer.concat(gathered)
  }
  const first = await gather(growingPartSize(1))
  if (first.length < growingPartSize(1)) {
    const { body } = await client.send({ name: 'PUT object', method: 'PUT', key, headers, body: first })
    body.resume()
    return
  }
  await inParts(client, key, headers, async (parts) => {
    for (let part: Buffer = first, number = 1; part.length > 0; part = await gather(growingPartSize(++number)))
      await parts.put(part, part.length)
  })
}

async function inParts(
  client: BucketClient,
  key: string,
  headers: Record<string, string>,
  work: (parts: MultipartUpload) => Promise<void>,
): Promise<void> {
  const parts = await startMultipart(client, key, headers)
  try {
    await work(parts)
    await parts.complete()
  } catch (error) {
    await parts.abort()
    throw error
  }
}

/** Gives a stream of pieces out in runs of a wanted size. */
function cut(pieces: AsyncGenerator<Buffer>) {
  let rest: Buffer = Buffer.alloc(0)
  return {
    /** So many bytes, or fewer where there are no more. */
    async *take(size: number): AsyncGenerator<Buffer> {
      for (let wanted = size; wanted > 0; ) {
        if (rest.length === 0) {
          const next = await pieces.next()
          if (next.done) return
          rest = next.value
        }
        const piece = rest.subarray(0, wanted)
        rest = rest.subarray(piece.length)
        wanted -= piece.length
        yield piece
      }
    },
    /** Meets what the stream has to say of its end. */
    async end(): Promise<void> {
      await pieces.next()
    },
  }
}
