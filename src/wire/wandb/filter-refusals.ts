import { AppError } from '../../base/errors.ts'

/** Of one filter, and of one list in it. */
export const mostConditions = 1000

export const malformed = (message: string) => new AppError('invalid', 'filter-malformed', message)

export const unsupported = (what: string) =>
  new AppError('invalid', 'filter-unsupported', `Runs cannot be filtered by ${what.slice(0, 200)} here.`)

export function list(operator: string, value: unknown): unknown[] {
  if (Array.isArray(value) && value.length <= mostConditions) return value
  throw malformed(`"${operator.slice(0, 100)}" of a filter wants a list of at most ${mostConditions}.`)
}
