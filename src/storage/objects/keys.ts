import { AppError } from '../../base/errors.ts'

const keyShape = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/

export const isKey = (text: string): boolean => keyShape.test(text)

/** Throws AppError `object-key-malformed`. */
export function checkedKey(key: string): string {
  if (isKey(key)) return key
  throw new AppError('invalid', 'object-key-malformed', 'An object key is malformed.', { facts: { key } })
}

export const objectMissing = (key: string, cause?: unknown): AppError =>
  new AppError('not-found', 'object-missing', 'The file is not in the store.', { facts: { key }, cause })
