import { AppError } from '../../../base/errors.ts'
import { isRaw } from './exact-number.ts'

/** Throws AppError `sweep-config-invalid`: what is wrong, where, and what to write instead. */
export function complain(where: string, what: string): never {
  throw new AppError('invalid', 'sweep-config-invalid', `The sweep's configuration: "${where.slice(0, 200)}" ${what}`)
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRaw(value)

/** A value as a sentence may hold it. */
export const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 80)
