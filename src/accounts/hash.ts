import { createHash } from 'node:crypto'

/** SHA-256, hex: how sessions, keys and links are kept. They are random, so a slow hash would add nothing. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * A provider's `sub` or `sid` as it is kept. What is longer than our index, or what a database would compare loosely (MySQL ignores
 * spaces at the end), is replaced by its hash, so that two people never fall together.
 */
export const subjectKey = (subject: string): string =>
  /^[\x21-\x7e]{1,180}$/.test(subject) && !subject.startsWith('sha256:') ? subject : `sha256:${sha256(subject)}`
