import type { ExpressionBuilder } from 'kysely'
import type { AttemptOutcome } from '../sso/index.ts'
import type { AppSchema } from '../storage/sql/schema.ts'

/** Which attempts; those that fit all that is said. */
export interface AttemptFilter {
  code?: string | undefined
  provider?: string | undefined
  /** To the letter: a user name here; or a user name, name, e-mail address or `sub` by which the provider named who was refused. */
  username?: string | undefined
  outcome?: AttemptOutcome | undefined
  /** An attempt's id, or a piece of a name, an address or a code. */
  search?: string | undefined
  /** Milliseconds since 1970: from this one on, and before that one. */
  since?: number | undefined
  until?: number | undefined
}

/** Where a page of the list begins: after this attempt. */
export interface AttemptPlace {
  startedAt: number
  id: string
}

/** Attempts that ended alike. */
export interface AttemptCause {
  outcome: AttemptOutcome
  /** Null where no cause is known (yet). */
  code: string | null
  attempts: number
  lastAt: number
  providers: string[]
}

type Expressions = ExpressionBuilder<AppSchema, 'sign_in_attempt'>

/** The condition of a filter. */
export function fits(filter: AttemptFilter) {
  const { code, provider, username, outcome, search, since, until } = filter
  return (eb: Expressions) =>
    eb.and([
      ...(code === undefined ? [] : [eb('code', '=', code)]),
      ...(provider === undefined ? [] : [eb('provider', '=', provider)]),
      ...(username === undefined ? [] : [isOf(eb, username)]),
      ...(outcome === undefined ? [] : [eb('outcome', '=', outcome)]),
      ...(since === undefined ? [] : [eb('started_at', '>=', since)]),
      ...(until === undefined ? [] : [eb('started_at', '<', until)]),
      ...(search === undefined ? [] : [matches(eb, search)]),
    ])
}

/** What the provider named stands in JSON: a whole value of it, from the colon before to the quotes behind. */
const isOf = (eb: Expressions, person: string) =>
  eb.or([
    eb('username', '=', person),
    eb(eb.fn<number>('instr', ['claimed', eb.val(`:${JSON.stringify(person)}`)]), '>', 0),
  ])

/** Capitals do not count; anything else does, so nothing in it stands for something else as it would in LIKE. */
function matches(eb: Expressions, search: string) {
  const has = (column: 'username' | 'claimed' | 'code') =>
    eb(eb.fn<number>('instr', [eb.fn('lower', [column]), eb.val(search.toLowerCase())]), '>', 0)
  return eb.or([eb('id', '=', search), has('username'), has('claimed'), has('code')])
}

/** What comes behind a place in the list, newest first. */
export const isAfter =
  ({ startedAt, id }: AttemptPlace) =>
  (eb: Expressions) =>
    eb.or([eb('started_at', '<', startedAt), eb.and([eb('started_at', '=', startedAt), eb('id', '<', id)])])

export type Counted = Pick<AttemptCause, 'outcome' | 'code' | 'attempts'> & { provider: string; last: number }

export function byCause(rows: Counted[]): AttemptCause[] {
  const causes = new Map<string, AttemptCause>()
  for (const { outcome, code, provider, attempts, last } of rows) {
    const key = `${outcome} ${code}`
    const known = causes.get(key) ?? { outcome, code, attempts: 0, lastAt: 0, providers: [] }
    const providers = [...known.providers, provider].sort()
    causes.set(key, {
      ...known,
      attempts: known.attempts + attempts,
      lastAt: Math.max(known.lastAt, last),
      providers,
    })
  }
  return [...causes.values()].sort((a, b) => b.attempts - a.attempts || b.lastAt - a.lastAt)
}
