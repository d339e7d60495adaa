import { z } from 'zod'
import { AppError } from '../../base/errors.ts'

/** What a request says, checked. Throws AppError `body-invalid` that names the first field that is not as expected. */
export function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const [issue] = error.issues
  const where = issue?.path.join('.') || 'the request'
  throw new AppError('invalid', 'body-invalid', `${where}: ${issue?.message ?? 'is not as expected'}.`)
}

/** A whole number in a query, within bounds. */
export const wholeNumber = (least: number, most: number, usual: number) =>
  z.coerce.number().int().min(least).max(most).default(usual)
