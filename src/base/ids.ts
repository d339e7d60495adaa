import { randomBytes } from 'node:crypto'

/** An opaque, unguessable token: 256 bits as 43 characters of base64url. */
export const newToken = (bytes = 32): string => randomBytes(bytes).toString('base64url')

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A short id that people may read out: lower case letters and digits, unguessable only when long. */
export const newShortId = (length = 8): string =>
  Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('')
