import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Events } from '../base/events.ts'
import type { ServerKey } from '../base/server-key.ts'
import { insertIfAbsent } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import { createPageValuesText, namesOfDifference, type PageValues } from './page-values.ts'
import { createProviderChanges, type ProviderChanges } from './provider-changes.ts'

export interface PageProvidersParts {
  db: AppDb
  clock: Clock
  key: ServerKey
  events: Events
}

export interface Why {
  actor: string
  reason?: string | undefined
  undoes?: number
}

/** What the settings page has set of providers, one row each, and how it came to be so. */
export interface PageProviders {
  history: ProviderChanges
  /** By provider. */
  all(): Promise<Map<string, PageValues>>
  /**
   * From what is set to what `next` makes of it (null: the provider is not there), with its entry in the history and the audit trail.
   * `without` is what counts as set where the page has no row. Returns the change's id, null where nothing is different. What `next` throws
   * is thrown; `changed-meanwhile` where others are always faster.
   */
  turn(
    id: string,
    why: Why,
    without: PageValues | null,
    next: (now: PageValues | null) => PageValues | null,
  ): Promise<number | null>
}

const prefix = 'provider:'
/** How often a change is begun anew because another one came between. */
const tries = 5

export function createPageProviders({ db, clock, key, events }: PageProvidersParts): PageProviders {
  const text = createPageValuesText(key)
  const history = createProviderChanges(db, text)

  /** Puts `after` in the place of `known`, which is what the row held when it was looked at. False where it holds something else now. */
  const replace = async (trx: AppDb, id: string, known: string | null, after: PageValues | null, actor: string) => {
    const name = prefix + id
    if (after === null) {
      const row = trx.deleteFrom('setting').where('name', '=', name)
      return (await row.where('value', '=', known ?? '').executeTakeFirstOrThrow()).numDeletedRows > 0n
    }
    const values = { value: text.write(after), changed_at: clock.now(), changed_by: actor }
    if (known === null) return insertIfAbsent(trx, 'setting', { name, ...values })
    const row = trx.updateTable('setting').set(values).where('name', '=', name)
    return (await row.where('value', '=', known).executeTakeFirstOrThrow()).numUpdatedRows > 0n
  }

  return {
    history,

    async all() {
      const rows = db.selectFrom('setting').select(['name', 'value']).where('name', 'like', `${prefix}%`)
      const entries = await rows.orderBy('name').execute()
      return new Map(entries.map(({ name, value }) => [name.slice(prefix.length), text.read(value)]))
    },

    async turn(id, { actor, reason, undoes }, without, next) {
      const found = db
        .selectFrom('setting')
        .select('value')
        .where('name', '=', prefix + id)
      for (let attempt = 1; attempt <= tries; attempt++) {
        const row = await found.executeTakeFirst()
        const before = row ? text.read(row.value) : without
        const after = next(before)
        const fields = namesOfDifference(before ?? {}, after ?? {})
        if (fields.length === 0 && (before === null) === (after === null)) return null
        const change = await inTransaction(db, async (trx) => {
          if (!(await replace(trx, id, row?.value ?? null, after, actor))) return null
          const why = { actor, reason: reason ?? null, undoes: undoes ?? null }
          return history.record(trx, { provider: id, at: clock.now(), ...why, before, after })
        })
        if (change === null) continue
        const action = before === null ? 'provider-created' : after === null ? 'provider-deleted' : 'provider-changed'
        const facts = { fields, change, ...(reason && { reason }), ...(undoes && { undoes }) }
        events.emit('audited', { action, actor, subject: `provider ${id}`, facts })
        return change
      }
      throw new AppError('conflict', 'changed-meanwhile', `The provider "${id}" is being changed by others. Try again.`)
    },
  }
}
