/** Which sign-ins a list shows, as it stands in the address. */
export interface AttemptSearch {
  /** A piece of a name or of a code, or the id of an attempt. */
  search?: string
  code?: string
  provider?: string
  outcome?: Outcome
  within?: Within
}

export const outcomes = ['failed', 'never-returned', 'signed-in', 'tested', 'pending'] as const
export type Outcome = (typeof outcomes)[number]

/** How far back the list goes; without it as far as attempts are kept. */
export const spans = { hour: 3_600_000, day: 24 * 3_600_000, week: 7 * 24 * 3_600_000 } as const
export type Within = keyof typeof spans

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined
const oneOf = <Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined =>
  choices.find((choice) => choice === value)

/** Whatever else stands in the address is left out. */
export const attemptSearch = (search: Record<string, unknown>): AttemptSearch => ({
  search: text(search['search']),
  code: text(search['code']),
  provider: text(search['provider']),
  outcome: oneOf(search['outcome'], outcomes),
  within: oneOf(search['within'], Object.keys(spans) as Within[]),
})

const minute = 60_000

/** The same as a query of the API. The time is rounded, so that the question stays the same for a while. */
export function attemptQuery({ within, ...words }: AttemptSearch, now: number = Date.now()): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(words)) if (value) query.set(name, value)
  if (within) query.set('since', String(Math.floor((now - spans[within]) / minute) * minute))
  return query
}
