import type { FastifyRequest } from 'fastify'
import { AppError } from '../../../base/errors.ts'

/** What an upload says of itself before its bytes. */
export interface Announced {
  /** Bytes. */
  length: number
  /** Base64. */
  md5?: string
}

/** Throws AppError `length-required`, `digest-malformed`, `upload-in-pieces`, `upload-not-begun`. */
export function announced({ headers }: FastifyRequest): Announced {
  const length = Number(headers['content-length'])
  if (headers['content-length'] === undefined || !Number.isSafeInteger(length))
    throw new AppError('invalid', 'length-required', 'An upload must say its length (Content-Length).')
  requireWhole(headers['content-range'], length)
  const md5 = headers['content-md5']
  if (md5 === undefined) return { length }
  if (typeof md5 === 'string' && /^[A-Za-z0-9+/]{22}==$/.test(md5)) return { length, md5 }
  throw new AppError('invalid', 'digest-malformed', 'Content-MD5 is no MD5 in base64.')
}

/**
 * A file comes whole. Who sends a piece (RFC 9110, 14.5), or asks for how much of it is here as Google's stores are asked (no bytes, and a
 * range of `*`), must not be taken for an upload of that little.
 */
function requireWhole(range: string | undefined, length: number): void {
  if (range === undefined || range === `bytes 0-${length - 1}/${length}`) return
  if (/^bytes \*\//.test(range) && length === 0) {
    const message = 'Nothing of this upload is kept while it is not complete. Send the file again from its beginning.'
    throw new AppError('conflict', 'upload-not-begun', message)
  }
  const message = 'A file is not taken in pieces (Content-Range). Send it whole.'
  throw new AppError('invalid', 'upload-in-pieces', message)
}
