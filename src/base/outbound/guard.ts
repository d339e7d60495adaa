import dns from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isForbiddenAddress } from './addresses.ts'

export interface Refusal extends Error {
  refusal: 'endpoint-forbidden' | 'http-refused'
  address: string
}

export const refusal = (kind: Refusal['refusal'], address: string): Refusal =>
  Object.assign(new Error(`${address} may not be called`), { refusal: kind, address })

/**
 * Resolves a name, and refuses what it resolves to where the rules say so: the address that is checked is the one connected to. `fits` says
 * which addresses may be called beside those that never may.
 */
export function guardedLookup(fits: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const allowed = found.filter(({ address }) => !isForbiddenAddress(address))
      if (allowed.length === 0) return callback(refusal('endpoint-forbidden', found[0]?.address ?? hostname), '')
      const last = allowed.filter(({ address }) => fits(address))
      if (last.length === 0) return callback(refusal('http-refused', allowed[0]!.address), '')
      if (options.all) return callback(null, last)
      callback(null, last[0]!.address, last[0]!.family)
    })
  }
}

/** The refusal below an error, itself included. */
export function findRefusal(error: unknown): Refusal | null {
  for (
    let each = error as (Partial<Refusal> & { cause?: unknown }) | undefined;
    each;
    each = each.cause as typeof each
  ) {
    if (each.refusal) return each as Refusal
  }
  return null
}
