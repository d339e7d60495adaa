import { AppError } from '../base/errors.ts'
import type { RunOrder } from '../tracking/index.ts'
import { runName } from './run-names.ts'

/**
 * The `order` of `runs`: `+created_at`, `-heartbeatAt`, `-summary_metrics.loss`, `+config.lr.value`. Throws AppError `order-unsupported`
 * for any other, so that nobody mistakes one order for another.
 */
export function readRunOrder(order: string | null | undefined): RunOrder | undefined {
  if (!order) return undefined
  const direction = order.startsWith('-') ? 'desc' : 'asc'
  const name = runName(order.replace(/^[+-]/, ''))
  if (name) return { by: 'field' in name ? name.field : name, direction }
  throw new AppError(
    'invalid',
    'order-unsupported',
    `Runs cannot be ordered by "${order.slice(0, 200)}". Use a field as in "-created_at", or a key as in "+config.lr" and "-summary_metrics.loss".`,
  )
}
