import { z } from 'zod'
import type { AttemptFilter, AttemptPlace } from '../../admin/index.ts'
import { AppError } from '../../base/errors.ts'
import { type AttemptOutcome, attemptOutcomes } from '../../sso/index.ts'

const text = z.string().max(200).optional()

/** Which attempts: all that is said must fit. Times as ISO 8601, or in milliseconds since 1970. */
export const attemptQuery = {
  code: text,
  provider: text,
  username: text,
  outcome: text,
  search: text,
  since: text,
  until: text,
}
type Query = z.output<z.ZodObject<typeof attemptQuery>>

/** What is empty is not asked for. Throws AppError `request-invalid`. */
export const filterOf = ({ since, until, outcome, ...words }: Query): AttemptFilter => ({
  code: words.code || undefined,
  provider: words.provider || undefined,
  username: words.username || undefined,
  search: words.search?.trim() || undefined,
  outcome: outcome ? outcomeOf(outcome) : undefined,
  since: since ? timeOf('since', since) : undefined,
  until: until ? timeOf('until', until) : undefined,
})

function outcomeOf(outcome: string): AttemptOutcome {
  const known = attemptOutcomes.find((each) => each === outcome)
  if (known) return known
  throw invalid(`"outcome" is one of ${attemptOutcomes.join(', ')}.`)
}

function timeOf(name: string, written: string): number {
  const at = /^\d+$/.test(written) ? Number(written) : Date.parse(written)
  if (Number.isFinite(at)) return at
  throw invalid(`"${name}" is no time; write it like 2026-01-31T09:00:00Z, or in milliseconds since 1970.`)
}

/** Where the next page begins. */
export const cursorOf = ({ startedAt, id }: AttemptPlace): string => `${startedAt}-${id}`

/** Throws AppError `request-invalid`. */
export function placeOf(cursor: string): AttemptPlace {
  const [, startedAt, id] = /^(\d+)-(\w+)$/.exec(cursor) ?? []
  if (startedAt && id) return { startedAt: Number(startedAt), id }
  throw invalid('"before" is what an earlier answer gave as "next".')
}

const invalid = (message: string) => new AppError('invalid', 'request-invalid', message)
