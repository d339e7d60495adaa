import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'

/** A file of the newest lines. Beside it is `FILE.1` with those before; together they hold between one and two times `mostBytes`. */
export interface LineFile {
  /** Never throws: what is noted for later must not end what is going on now. */
  write(line: string): void
  close(): void
}

const mostBytes = 2 * 1024 * 1024

/** Opened with the first line, for its owner alone. Each line is with the operating system when `write` returns. */
export function createLineFile(file: string, most = mostBytes): LineFile {
  let descriptor: number | null = null
  let size = 0
  const open = () => {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    descriptor = openSync(file, 'a', 0o600)
    size = fstatSync(descriptor).size
    return descriptor
  }
  const close = () => {
    if (descriptor !== null) closeSync(descriptor)
    descriptor = null
  }
  return {
    write(line) {
      try {
        if (descriptor !== null && size >= most) {
          close()
          renameSync(file, `${file}.1`)
        }
        const written = writeSync(descriptor ?? open(), line.endsWith('\n') ? line : `${line}\n`)
        size += written
      } catch {
        // The disk is full or the folder is gone: the same lines are on standard output, and `doctor` tells of the disk.
      }
    },
    close,
  }
}

/** The lines that are kept, oldest first. None where there is no such file. */
export function readLineFile(file: string): string[] {
  return [`${file}.1`, file]
    .filter((each) => existsSync(each))
    .flatMap((each) => readFileSync(each, 'utf8').split('\n'))
    .filter((line) => line !== '')
}
