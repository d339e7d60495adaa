import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../../base/errors.ts'
import { type ByteRange, parseRange } from '../range.ts'

/** Bytes that are about to be sent. */
export interface StoredFile {
  /** As it is saved under: its last part. */
  name: string
  sizeBytes: number
  mimeType: string
  /** MD5 of the bytes, hex, where it is known. */
  md5?: string
  /** Milliseconds since 1970, where it is known. */
  updatedAt?: number
  read(range?: ByteRange): Promise<Readable>
}

/** Answers `GET` and `HEAD`: whole, a range (RFC 9110, 14), or "not modified". */
export async function serveFile(request: FastifyRequest, reply: FastifyReply, file: StoredFile): Promise<FastifyReply> {
  const { download } = request.query as { download?: string }
  describe(reply, file, download !== undefined)
  // Without the framework's own answer to HEAD, which would read the whole file to tell its length.
  if (request.method === 'HEAD') return reply.header('content-length', file.sizeBytes).send()
  if (file.md5 && request.headers['if-none-match'] === `"${file.md5}"`) return reply.status(304).send()
  const range = parseRange(request.headers.range, file.sizeBytes)
  if (range === 'unsatisfiable') return reply.status(416).header('content-range', `bytes */${file.sizeBytes}`).send()
  if (!range) return reply.header('content-length', file.sizeBytes).send(await file.read())
  reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`)
  reply.header('content-length', range.end - range.start + 1)
  return reply.send(await file.read(range))
}

/** Throws AppError `length-required`. */
export function lengthOf(request: FastifyRequest): number {
  const length = Number(request.headers['content-length'])
  if (request.headers['content-length'] !== undefined && Number.isSafeInteger(length)) return length
  throw new AppError('invalid', 'length-required', 'An upload must say its length (Content-Length).')
}

/**
 * Whatever a run uploaded, it cannot act in the name of who looks at it: no sniffing, and HTML gets an origin of its own from which it
 * reaches nothing.
 */
function describe(reply: FastifyReply, { name, mimeType, md5, updatedAt }: StoredFile, download: boolean): void {
  const basename = encodeURIComponent(name.slice(name.lastIndexOf('/') + 1))
  reply.headers({
    'content-type': mimeType.startsWith('text/') ? `${mimeType}; charset=utf-8` : mimeType,
    'content-disposition': `${download ? 'attachment' : 'inline'}; filename*=UTF-8''${basename}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; font-src data:",
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'private, max-age=0, must-revalidate',
    'accept-ranges': 'bytes',
    ...(updatedAt !== undefined && { 'last-modified': new Date(updatedAt).toUTCString() }),
    ...(md5 !== undefined && { etag: `"${md5}"` }),
  })
}
