import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

export const compress = (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes, fast)
export const decompress = (bytes: Uint8Array): Uint8Array => zstdDecompressSync(bytes)

export const compressText = (text: string): Uint8Array => compress(Buffer.from(text))
export const decompressText = (bytes: Uint8Array): string => zstdDecompressSync(bytes).toString()

/** All first bytes of values `width` bytes wide, then all second ones ...: like bytes side by side compress far better. */
export function shuffle(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width
  const out = new Uint8Array(bytes.length)
  for (let byte = 0; byte < width; byte++)
    for (let i = 0, from = byte, to = byte * count; i < count; i++, from += width) out[to + i] = bytes[from]!
  return out
}

export function unshuffle(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width
  const out = new Uint8Array(bytes.length)
  for (let byte = 0; byte < width; byte++)
    for (let i = 0, to = byte, from = byte * count; i < count; i++, to += width) out[to] = bytes[from + i]!
  return out
}

/** Several byte strings as one: u32 how many, u32 length of each, then they. */
export function joinParts(parts: Uint8Array[]): Uint8Array {
  const head = new Uint32Array(1 + parts.length)
  head.set([parts.length, ...parts.map(({ length }) => length)])
  return Buffer.concat([new Uint8Array(head.buffer), ...parts])
}

export function splitParts(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(0, true)
  let at = 4 + 4 * count
  return Array.from({ length: count }, (_, i) => {
    const length = view.getUint32(4 + 4 * i, true)
    at += length
    return bytes.subarray(at - length, at)
  })
}
