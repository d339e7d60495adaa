import { setImmediate as turn } from 'node:timers/promises'
import { Zip, ZipDeflate } from 'fflate'

export interface ZippedFile {
  name: string
  text: string
}

const pieceBytes = 256 * 1024

/** The bytes of a zip, made while they are read, with a turn for everybody else after each quarter of a megabyte. */
export async function* zipOf(files: ZippedFile[], at: Date): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = []
  const zip = new Zip((error, data) => {
    if (error) throw error
    ready.push(data)
  })
  for (const { name, text } of files) {
    const entry = new ZipDeflate(name, { level: 6 })
    entry.mtime = at
    zip.add(entry)
    const bytes = Buffer.from(text, 'utf8')
    for (let from = 0; from === 0 || from < bytes.length; from += pieceBytes) {
      entry.push(new Uint8Array(bytes.subarray(from, from + pieceBytes)), from + pieceBytes >= bytes.length)
      yield* ready
      ready = []
      await turn()
    }
  }
  zip.end()
  yield* ready
}
