import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'

export type StorageMethod = 'GET' | 'PUT'

/**
 * Addresses of files that say by themselves that whoever holds them may read, or may write, that one file until they expire: the client
 * sends no key when it uploads or downloads.
 */
export interface FileAddresses {
  /** Absolute. */
  sign(method: StorageMethod, runId: number, name: string): string
  /** Throws AppError `address-expired` or `address-forged`. */
  check(method: StorageMethod, runId: number, name: string, proof: { expires?: string; signature?: string }): void
}

/** A day: an upload may wait in the client's queue for as long as its network is away. */
const lifetime = 24 * 3600

export interface FileAddressParts {
  publicUrl: string
  /** Known to every process of this server. */
  key: Uint8Array
  clock: Clock
}

export function createFileAddresses({ publicUrl, key, clock }: FileAddressParts): FileAddresses {
  const signatureOf = (method: StorageMethod, runId: number, name: string, expires: number) =>
    createHmac('sha256', key)
      .update(JSON.stringify([method, runId, name, expires]))
      .digest('base64url')

  return {
    sign(method, runId, name) {
      const expires = Math.floor(clock.now() / 1000) + lifetime
      const path = name.split('/').map(encodeURIComponent).join('/')
      const query = new URLSearchParams({
        expires: String(expires),
        signature: signatureOf(method, runId, name, expires),
      })
      return `${publicUrl}/storage/runs/${runId}/${path}?${query}`
    },

    check(method, runId, name, { expires, signature }) {
      const expected = Buffer.from(signatureOf(method, runId, name, Number(expires)))
      const given = Buffer.from(signature ?? '')
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new AppError('forbidden', 'address-forged', 'This address was not given out by this server.')
      if (Number(expires) * 1000 < clock.now())
        throw new AppError('forbidden', 'address-expired', 'This address has expired. Ask for a new one.')
    },
  }
}
