import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
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
  /** An address that leads past this server, or null. */
  directUrl?(offer: DirectOffer): Promise<string | null>
}

/** How a file is to be offered where this server has no say in it. */
export interface DirectOffer {
  mimeType: string
  /** `Content-Disposition`. */
  disposition: string
}

/** Answers `GET` and `HEAD`: whole, a range (RFC 9110, 14), "not modified", or where else a program finds it. */
export async function serveFile(request: FastifyRequest, reply: FastifyReply, file: StoredFile): Promise<FastifyReply> {
  const { download } = request.query as { download?: string }
  const isGet = request.method === 'GET'
  const elsewhere = isGet && !isOfBrowser(request) ? await file.directUrl?.(directOffer(file)) : null
  if (elsewhere) return reply.header('cache-control', 'no-store').redirect(elsewhere, 307)
  describe(reply, file, download !== undefined)
  // Without the framework's own answer to HEAD, which would read the whole file to tell its length.
  if (!isGet) return reply.header('content-length', file.sizeBytes).send()
  if (file.md5 && namesTag(request.headers['if-none-match'], file.md5)) return reply.status(304).send()
  const range = parseRange(rangeOf(request, file), file.sizeBytes)
  if (range === 'unsatisfiable') return reply.status(416).header('content-range', `bytes */${file.sizeBytes}`).send()
  if (!range) return reply.header('content-length', file.sizeBytes).send(await file.read())
  reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`)
  reply.header('content-length', range.end - range.start + 1)
  return reply.send(await file.read(range))
}

/**
 * What a browser shows stays under our headers, and a page need not be allowed at the bucket. `Sec-Fetch-Mode` comes over https and to loopback
 * only; every browser's name begins so.
 */
const isOfBrowser = ({ headers }: FastifyRequest): boolean =>
  'sec-fetch-mode' in headers || (headers['user-agent'] ?? '').startsWith('Mozilla/')

/** Whatever it is, nobody is shown it there. */
const directOffer = ({ name, mimeType }: StoredFile): DirectOffer => ({
  mimeType,
  disposition: dispositionOf(name, 'attachment'),
})

const namesTag = (header: string | undefined, md5: string): boolean =>
  (header ?? '').split(',').some((tag) => ['*', `"${md5}"`].includes(tag.trim().replace(/^W\//, '')))

/** The `Range` that counts: none where `If-Range` names another state of the file (RFC 9110, 13.1.5). */
function rangeOf({ headers }: FastifyRequest, { md5, updatedAt }: StoredFile): string | undefined {
  const condition = headers['if-range']
  if (condition === undefined || condition === `"${md5}"`) return headers.range
  const isUnchanged = updatedAt !== undefined && condition === new Date(updatedAt).toUTCString()
  return isUnchanged ? headers.range : undefined
}

const dispositionOf = (name: string, how: 'inline' | 'attachment'): string =>
  `${how}; filename*=UTF-8''${encodeURIComponent(name.slice(name.lastIndexOf('/') + 1))}`

/**
 * Whatever a run uploaded, it cannot act in the name of who looks at it: no sniffing, and HTML gets an origin of its own from which it
 * reaches nothing.
 */
function describe(reply: FastifyReply, { name, mimeType, md5, updatedAt }: StoredFile, download: boolean): void {
  reply.headers({
    'content-type': mimeType.startsWith('text/') ? `${mimeType}; charset=utf-8` : mimeType,
    'content-disposition': dispositionOf(name, download ? 'attachment' : 'inline'),
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
