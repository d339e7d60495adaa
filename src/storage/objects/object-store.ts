import type { Readable } from 'node:stream'

/** One stored object. */
export interface ObjectInfo {
  /** Bytes. */
  size: number
}

export interface PutResult extends ObjectInfo {
  /** MD5 of the bytes, base64: what the client compares. */
  md5: string
}

/**
 * Where the bytes of files are kept, by key: `a/b/c`, each part of letters, digits, `_`, `-` and `.`, none empty, none beginning with a dot.
 * An object is there whole or not at all, also after a crash in the middle of `put`.
 */
export interface ObjectStore {
  /** Throws AppError `upload-cut` when fewer or more than `length` bytes arrive, and keeps nothing. */
  put(key: string, body: Readable, length?: number): Promise<PutResult>
  /** Bytes from `start` to `end` (inclusive), or all. Throws AppError `object-missing`. */
  get(key: string, range?: { start: number; end?: number }): Promise<Readable>
  stat(key: string): Promise<ObjectInfo | null>
  /** No error when it is not there. */
  remove(key: string): Promise<void>
  /** Removes every object whose key begins with `prefix/`. */
  removeAll(prefix: string): Promise<void>
}
