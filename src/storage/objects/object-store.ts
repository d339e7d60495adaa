import type { Readable } from 'node:stream'

/** One stored object. */
export interface ObjectInfo {
  /** Bytes. */
  size: number
}

export interface ListedObject extends ObjectInfo {
  key: string
}

export interface PutResult extends ObjectInfo {
  /** MD5 of the bytes, base64: what the client compares. */
  md5: string
}

/** How an object is to be offered to whoever loads it straight from where it is kept. */
export interface DirectOffer {
  mimeType: string
  /** `Content-Disposition`. */
  disposition: string
}

/**
 * Where the bytes of files are kept, by key: `a/b/c`, each part of letters, digits, `_`, `-` and `.`, none empty, none beginning with a dot.
 * An object is there whole or not at all, also after a crash in the middle of `put`. Any of these throws AppError `bucket-unavailable`
 * where objects are elsewhere and cannot be reached: it may be tried again.
 */
export interface ObjectStore {
  /**
   * Throws AppError `upload-cut` when fewer or more than `length` bytes arrive, `upload-differs` when their MD5 is not `md5` (base64); then
   * the object that was there before is still there.
   */
  put(key: string, body: Readable, length?: number, md5?: string): Promise<PutResult>
  /** Bytes from `start` to `end` (inclusive), or all. Throws AppError `object-missing`. */
  get(key: string, range?: { start: number; end?: number }): Promise<Readable>
  stat(key: string): Promise<ObjectInfo | null>
  /** Every object whose key begins with `prefix/`, or all, in no particular order. */
  list(prefix?: string): AsyncIterable<ListedObject>
  /** No error when it is not there. */
  remove(key: string): Promise<void>
  /** Removes every object whose key begins with `prefix/`. */
  removeAll(prefix: string): Promise<void>
  /** An address for minutes that leads past this server, where there is one and the operator wants it used; else null. */
  directUrl(key: string, offer: DirectOffer): Promise<string | null>
}
