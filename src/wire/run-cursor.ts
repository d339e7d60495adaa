import { AppError } from '../base/errors.ts'
import type { RunCursor } from '../tracking/index.ts'

/** Where a page of runs ended, as text that means nothing to who carries it. */
export const writeRunCursor = (cursor: RunCursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64')

/** Throws AppError `cursor-malformed`. */
export function readRunCursor(text: string): RunCursor {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'))
    const isValue = (each: unknown) => each === null || typeof each === 'string' || typeof each === 'number'
    if (Array.isArray(cursor) && cursor.length <= 8 && cursor.every(isValue)) return cursor
  } catch {
    // Said below.
  }
  throw new AppError('invalid', 'cursor-malformed', 'The cursor of this page is malformed. Begin without one.')
}
