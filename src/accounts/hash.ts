import { createHash } from 'node:crypto'

/** SHA-256, hex: how sessions, keys and links are kept. They are random, so a slow hash would add nothing. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
