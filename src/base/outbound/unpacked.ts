import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

const decoders: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** A body as it was before its content coding (RFC 9110 8.4). We ask for none; there are servers and proxies that pack all the same. */
export function unpacked(body: Readable, contentEncoding: string): Readable {
  const decoder = decoders[contentEncoding.trim().toLowerCase()]?.()
  // Whoever reads meets the error where it is: in the stream.
  return decoder ? pipeline(body, decoder, () => {}) : body
}
