import { AppError } from '../base/errors.ts'
import { insertWithId } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { ProviderChangeTable } from '../storage/sql/tables/admin.ts'
import { namesOfDifference, type PageValues, type PageValuesText } from './page-values.ts'

const listLimit = 200

/** Who changed what of a provider, and what it was before. Secrets are in Secrets. */
export interface ProviderChange {
  id: number
  provider: string
  at: number
  actor: string
  /** What it was for, where somebody said so, e.g. `attempt 3f9c`. */
  reason: string | null
  /** The change that this one took back. */
  undoes: number | null
  /** Of the fields that changed, those that were set; null where the provider was not there. */
  before: PageValues | null
  /** The same afterwards; null where the provider was removed. */
  after: PageValues | null
}

export type NewProviderChange = Omit<ProviderChange, 'id'>

/** The history of what the page set. It outlives the providers, so that a removal can be taken back. */
export interface ProviderChanges {
  /** Within the transaction that makes the change. `before` and `after` are all values; what is the same in both is left out. */
  record(db: AppDb, change: NewProviderChange): Promise<number>
  /** Newest first, at most 200. */
  of(provider: string): Promise<ProviderChange[]>
  /** Throws AppError `change-not-found`. */
  get(provider: string, id: number): Promise<ProviderChange>
  /** Removals, newest first, at most 200. */
  removals(): Promise<ProviderChange[]>
}

export function createProviderChanges(db: AppDb, text: PageValuesText): ProviderChanges {
  const written = (values: PageValues | null) => (values ? text.write(values) : null)
  const changeOf = (row: Omit<ProviderChangeTable, 'id'> & { id: number }): ProviderChange => ({
    id: row.id,
    provider: row.provider,
    at: row.at,
    actor: row.actor,
    reason: row.reason,
    undoes: row.undoes,
    before: row.old_values === null ? null : text.read(row.old_values),
    after: row.new_values === null ? null : text.read(row.new_values),
  })
  const all = () => db.selectFrom('provider_change').selectAll()
  return {
    record(trx, { before, after, ...rest }) {
      const names = namesOfDifference(before ?? {}, after ?? {})
      const [old_values, new_values] = [before, after].map((each) => written(each && only(names, each)))
      return insertWithId(trx, 'provider_change', { ...rest, old_values, new_values })
    },
    async of(provider) {
      const rows = all().where('provider', '=', provider).orderBy('id', 'desc').limit(listLimit)
      return (await rows.execute()).map(changeOf)
    },
    async get(provider, id) {
      const found = all().where('id', '=', id).where('provider', '=', provider)
      const row = Number.isSafeInteger(id) ? await found.executeTakeFirst() : undefined
      if (!row)
        throw new AppError('not-found', 'change-not-found', `There is no change ${id} of the provider "${provider}".`)
      return changeOf(row)
    },
    async removals() {
      const rows = all().where('new_values', 'is', null).orderBy('id', 'desc').limit(listLimit)
      return (await rows.execute()).map(changeOf)
    },
  }
}

/** Why the change cannot be taken back from where the provider is now (null: it is not there), as a sentence; null where it can. */
export function obstacleToUndo(change: ProviderChange, current: PageValues | null): string | null {
  const { provider, before, after } = change
  if (after === null) return current && `There is a provider "${provider}" again.`
  if (current === null) return `The provider "${provider}" was removed since. Undo that first.`
  const touched = Object.keys({ ...before, ...after, ...(before === null && current) })
  const overtaken = namesOfDifference(only(touched, current), after)
  if (overtaken.length === 0) return null
  return `Changed again since: ${overtaken.join(', ')}. Undo the later change first, or set the value by hand.`
}

/** The values as they would be without the change. */
export const undone = ({ before, after }: ProviderChange, current: PageValues | null): PageValues | null => {
  if (before === null) return null
  const rest = Object.entries(current ?? {}).filter(([name]) => !(name in { ...before, ...after }))
  return { ...Object.fromEntries(rest), ...before }
}

const only = (names: string[], values: PageValues): PageValues =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
