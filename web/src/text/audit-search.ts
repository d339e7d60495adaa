import { spans, type Within } from './attempt-search.ts'

/** Which entries of the audit trail a list shows, as it stands in the address. */
export interface AuditSearch {
  /** A piece of who it was, or of what it is about. */
  search?: string
  action?: string
  within?: Within
}

const text = (value: unknown): string | undefined => (value === undefined || value === '' ? undefined : String(value))

/** Whatever else stands in the address is left out. */
export const auditSearch = (search: Record<string, unknown>): AuditSearch => ({
  search: text(search['search']),
  action: text(search['action']),
  within: (Object.keys(spans) as Within[]).find((each) => each === search['within']),
})

const minute = 60_000

/** The same as a query of the API. The time is rounded, so that the question stays the same for a while. */
export function auditQuery({ within, ...words }: AuditSearch, now: number = Date.now()): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(words)) if (value) query.set(name, value)
  if (within) query.set('since', String(Math.floor((now - spans[within]) / minute) * minute))
  return query
}

/** `user-created` as people read it: `User created`. */
export const actionWords = (action: string): string => {
  const words = action
    .replaceAll('-', ' ')
    .replace(/\bapi\b/, 'API')
    .replace(/\bsso\b/, 'SSO')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
