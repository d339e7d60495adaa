import { createHash } from 'node:crypto'
import { AppError } from '../../base/errors.ts'
import type { PutResult } from './object-store.ts'

/**
 * The bytes of an upload, measured as they pass. The last piece is held back until all of them are known to be what was announced: a store
 * that takes an object only when it has its last byte so never has one that is cut or differs.
 */
export function measured(body: AsyncIterable<Buffer>, length?: number, md5?: string) {
  const hash = createHash('md5')
  const result: PutResult = { size: 0, md5: '' }
  const require = () => {
    result.md5 = hash.digest('base64')
    if (length !== undefined && result.size !== length) throw cut(result.size, length)
    if (md5 !== undefined && result.md5 !== md5) throw differs(result.md5, md5)
  }
  async function* whileItComes() {
    try {
      yield* body
    } catch (error) {
      const isCut = length !== undefined && (error as NodeJS.ErrnoException).code === 'ECONNRESET'
      throw isCut ? cut(result.size, length, error) : error
    }
  }
  async function* pieces(): AsyncGenerator<Buffer> {
    let held: Buffer | null = null
    for await (const piece of whileItComes()) {
      if (piece.length === 0) continue
      if (held) yield held
      hash.update(piece)
      result.size += piece.length
      // What is too much already need not be read to its end.
      if (length !== undefined && result.size > length) throw cut(result.size, length)
      held = piece
    }
    require()
    if (held) yield held
  }
  return { pieces: pieces(), result }
}

const cut = (size: number, length: number, cause?: unknown) =>
  new AppError(
    'invalid',
    'upload-cut',
    `The upload has ${size > length ? 'more' : size} bytes where ${length} were announced. Send it again.`,
    { cause },
  )

const differs = (got: string, expected: string) => {
  const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex')
  const message = `The upload is not what was announced: its MD5 is ${hex(got)}, not ${hex(expected)}. Nothing was kept; send it again.`
  return new AppError('invalid', 'upload-differs', message)
}
