import { AppError } from '../../base/errors.ts'

/**
 * The `order` of `runs`: `+created_at`, `-createdAt`. Throws AppError `order-unsupported` for any other, so that nobody mistakes one
 * order for another.
 */
export function readRunOrder(order: string | null | undefined): 'asc' | 'desc' {
  if (!order) return 'desc'
  const found = /^([+-]?)(created_at|createdAt)$/.exec(order)
  if (found) return found[1] === '-' ? 'desc' : 'asc'
  throw new AppError(
    'invalid',
    'order-unsupported',
    `Runs cannot be ordered by "${order}" here yet. Use "+created_at" or "-created_at".`,
  )
}
