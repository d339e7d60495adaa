import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import { AppError } from '../../../base/errors.ts'

export type StorageMethod = 'GET' | 'PUT'

/**
 * Addresses of files that say by themselves that whoever holds them may read, or may write, that one file until they expire: the client
 * sends no key when it uploads or downloads. A place is what stands after `/storage/`, as it is before it is escaped.
 */
export interface FileAddresses {
  /** Absolute. */
  sign(method: StorageMethod, place: string): string
  /** Throws AppError `address-expired` or `address-forged`. */
  check(method: StorageMethod, place: string, proof: { expires?: string; signature?: string }): void
}

export const runFilePlace = (runId: number | string, name: string): string => `runs/${runId}/${name}`
/** A part of a run's history as a parquet file. */
export const parquetPlace = (runId: number | string, number: number | string): string => `history/${runId}/${number}`
/** A file of a project's artifacts, by the MD5 of its bytes (hex); the name is for who downloads it. */
export const artifactFilePlace = (projectId: number | string, md5: string, name: string): string =>
  `artifacts/${projectId}/${md5}/${name}`
/** A part of a file that comes in parts. */
export const artifactPartPlace = (uploadId: number | string, part: number | string): string =>
  `artifact-parts/${uploadId}/${part}`
/** Where a manifest is uploaded to, by its own number. */
export const newManifestPlace = (manifestId: number | string): string => `new-manifests/${manifestId}`
export const manifestPlace = (artifactId: number | string): string => `manifests/${artifactId}`

/** A day: an upload may wait in the client's queue for as long as its network is away. */
const lifetime = 24 * 3600

export interface FileAddressParts {
  publicUrl: string
  /** Known to every process of this server. */
  key: Uint8Array
  clock: Clock
}

export function createFileAddresses({ publicUrl, key, clock }: FileAddressParts): FileAddresses {
  const signatureOf = (method: StorageMethod, place: string, expires: number) =>
    createHmac('sha256', key)
      .update(JSON.stringify([method, place, expires]))
      .digest('base64url')

  return {
    sign(method, place) {
      const expires = Math.floor(clock.now() / 1000) + lifetime
      const path = place.split('/').map(encodeURIComponent).join('/')
      const query = new URLSearchParams({ expires: String(expires), signature: signatureOf(method, place, expires) })
      return `${publicUrl}/storage/${path}?${query}`
    },

    check(method, place, { expires, signature }) {
      const expected = Buffer.from(signatureOf(method, place, Number(expires)))
      const given = Buffer.from(signature ?? '')
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new AppError('forbidden', 'address-forged', 'This address was not given out by this server.')
      if (Number(expires) * 1000 < clock.now())
        throw new AppError('forbidden', 'address-expired', 'This address has expired. Ask for a new one.')
    },
  }
}
