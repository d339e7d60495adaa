import type { StreamAnswer } from '../../../base/outbound.ts'
import type { BucketClient } from './client.ts'
import { BucketFault } from './fault.ts'
import { escaped, textOf } from './xml.ts'

const mebi = 1024 ** 2

/** S3's own: an object has 10 000 parts at most, and each but the last at least 5 MiB. */
const mostParts = 10_000

/** Bytes of each part of an object of this size: as many as are usual, more where there would be too many parts. */
export const partSizeFor = (size: number, usual: number): number =>
  Math.max(usual, Math.ceil(size / mostParts / mebi) * mebi)

/**
 * Bytes of each part of an object whose size nobody knows: parts are gathered in memory, so they begin small, and double after each thousand
 * so that their count allows any size that S3 does (5 TiB).
 */
export const growingPartSize = (number: number): number => 8 * mebi * 2 ** Math.floor((number - 1) / 1000)

/** An upload in parts: nothing can be seen of it until it is completed. */
export interface MultipartUpload {
  /** Parts are numbered from 1 in the order in which they are put. */
  put(body: AsyncIterable<Uint8Array> | Uint8Array, length: number): Promise<void>
  complete(): Promise<void>
  /** Takes away what was put. Never throws: what it leaves is for the bucket's own rules. */
  abort(): Promise<void>
}

export async function startMultipart(
  client: BucketClient,
  key: string,
  headers: Record<string, string>,
): Promise<MultipartUpload> {
  const started = await client.send({ name: 'POST multipart', method: 'POST', key, query: { uploads: '' }, headers })
  const uploadId = textOf(await textOfBody(started), 'UploadId')
  if (!uploadId) throw notUnderstood('POST multipart', 'no UploadId')
  const etags: string[] = []
  return {
    async put(body, length) {
      const partNumber = String(etags.length + 1)
      const { headers, body: rest } = await client.send({
        name: 'PUT part',
        method: 'PUT',
        key,
        query: { partNumber, uploadId },
        headers: { 'content-length': String(length) },
        body,
      })
      await rest.resume()
      if (!headers['etag']) throw notUnderstood('PUT part', 'no ETag')
      etags.push(headers['etag'])
    },
    async complete() {
      const parts = etags.map(
        (etag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${escaped(etag)}</ETag></Part>`,
      )
      const answer = await client.send({
        name: 'POST complete',
        method: 'POST',
        key,
        query: { uploadId },
        headers: { 'content-type': 'application/xml' },
        body: `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`,
      })
      // S3 may begin to answer with 200 before it knows how it ends.
      const xml = await textOfBody(answer)
      const code = textOf(xml, 'Code')
      if (code) throw new BucketFault({ call: 'POST complete', status: 500, code, said: textOf(xml, 'Message') ?? '' })
    },
    async abort() {
      const answer = await client
        .send({ name: 'DELETE multipart', method: 'DELETE', key, query: { uploadId } })
        .catch(() => null)
      answer?.body.resume()
    },
  }
}

const notUnderstood = (call: string, said: string) =>
  new BucketFault({ call, status: 200, code: 'answer-malformed', said })

export async function textOfBody({ body }: StreamAnswer): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}
