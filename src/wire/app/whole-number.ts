import { z } from 'zod'

/** A whole number in a query, within bounds. */
export const wholeNumber = (least: number, most: number, usual: number) =>
  z.coerce.number().int().min(least).max(most).default(usual)
