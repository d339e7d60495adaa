import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Events } from '../base/events.ts'
import type { ServerKey } from '../base/server-key.ts'
import { insertIfAbsent } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import { createPageValuesText, namesOfDifference, type PageValues, withChanges } from './page-values.ts'
import { createProviderChanges, obstacleToUndo, type ProviderChange, undone } from './provider-changes.ts'

export type Origin = 'environment' | 'file' | 'page'

export interface SettledValue {
  value: unknown
  origin: Origin
  /** The name of the variable, or the file and its line. */
  source?: string
}

/** What is set of a provider, by the names of the configuration file, and where. */
export interface SettledProvider {
  id: string
  fields: Record<string, SettledValue | undefined>
  /** What the page has set and the environment or the file sets too: theirs count. */
  overridden?: Record<string, unknown>
  /** Sentences on what could not be used. */
  findings: string[]
}

export interface ProviderSettingsParts {
  db: AppDb
  clock: Clock
  key: ServerKey
  events: Events
  /** Those of the environment and the file; they win over the page. */
  configured: SettledProvider[]
}

/** A change that was made: the provider as it is now, and the change's id; null where nothing was different. */
export interface Changed {
  provider: SettledProvider
  change: number | null
}

/** A change, and why it cannot be undone now; null where it can. */
export type ListedChange = ProviderChange & { obstacle: string | null }

/** Providers as they are at this moment: nothing is remembered, so a change works at once, on every replica. */
export interface ProviderSettingsStore {
  list(): Promise<SettledProvider[]>
  /** Throws AppError `provider-not-found`. */
  get(id: string): Promise<SettledProvider>
  /** Throws `provider-exists`. */
  create(id: string, changes: PageValues, actor: string, reason?: string): Promise<Changed>
  /**
   * By field; null takes back what the page had set. Throws `set-elsewhere` where a value is given for a field that the environment or the
   * file holds; then nothing is changed.
   */
  change(id: string, changes: PageValues, actor: string, reason?: string): Promise<Changed>
  /** The change's id. Throws `set-elsewhere` for a provider of the environment or the file. */
  remove(id: string, actor: string, reason?: string): Promise<number>
  /** Newest first, also of a provider that was removed. */
  changes(id: string): Promise<ListedChange[]>
  /** The removals that can be undone, newest first, one a provider. */
  removed(): Promise<ProviderChange[]>
  /**
   * Puts back what was before the change, which is a change itself; `provider` is null where it is gone by that.
   * Throws `change-overtaken` where something else was set since, `change-not-found`, `set-elsewhere`.
   */
  undo(id: string, change: number, actor: string): Promise<{ provider: SettledProvider | null; change: number | null }>
}

const prefix = 'provider:'
/** How often a change is begun anew because another one came between. */
const tries = 5

interface Why {
  actor: string
  reason?: string | undefined
  undoes?: number
}

export function createProviderSettings(parts: ProviderSettingsParts): ProviderSettingsStore {
  const { db, clock, events, configured } = parts
  const text = createPageValuesText(parts.key)
  const history = createProviderChanges(db, text)
  const configuredOf = (id: string) => configured.find((each) => each.id === id)

  const ofPage = async (): Promise<Map<string, PageValues>> => {
    const rows = db.selectFrom('setting').select(['name', 'value']).where('name', 'like', `${prefix}%`).orderBy('name')
    return new Map((await rows.execute()).map(({ name, value }) => [name.slice(prefix.length), text.read(value)]))
  }

  const merged = (id: string, page: PageValues = {}): SettledProvider => {
    const known = configuredOf(id)
    const set = Object.entries(page).map(([name, value]) => [name, { value, origin: 'page' as const }])
    const overridden = Object.fromEntries(Object.entries(page).filter(([name]) => known?.fields[name]))
    return { id, fields: { ...Object.fromEntries(set), ...known?.fields }, overridden, findings: known?.findings ?? [] }
  }

  const get = async (id: string): Promise<SettledProvider> => {
    const page = await ofPage()
    if (!page.has(id) && !configuredOf(id)) throw notFound(id)
    return merged(id, page.get(id))
  }

  /** Puts `after` in the place of `known`, which is what the row held when it was looked at. False where it holds something else now. */
  const replace = async (trx: AppDb, id: string, known: string | null, after: PageValues | null, actor: string) => {
    const name = prefix + id
    if (after === null) {
      const gone = trx
        .deleteFrom('setting')
        .where('name', '=', name)
        .where('value', '=', known ?? '')
      return (await gone.executeTakeFirstOrThrow()).numDeletedRows > 0n
    }
    const row = { value: text.write(after), changed_at: clock.now(), changed_by: actor }
    if (known === null) return insertIfAbsent(trx, 'setting', { name, ...row })
    const updated = trx.updateTable('setting').set(row).where('name', '=', name).where('value', '=', known)
    return (await updated.executeTakeFirstOrThrow()).numUpdatedRows > 0n
  }

  /** From what the page has set (null: the provider is not there) to what `next` makes of it, with its entry in the history. */
  const turn = async (
    id: string,
    { actor, reason, undoes }: Why,
    next: (now: PageValues | null) => PageValues | null,
  ) => {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const row = await db
        .selectFrom('setting')
        .select('value')
        .where('name', '=', prefix + id)
        .executeTakeFirst()
      const before = row ? text.read(row.value) : configuredOf(id) ? {} : null
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
  }

  const refuseWhatIsSetElsewhere = (id: string, names: string[]) => {
    for (const name of names) {
      const elsewhere = configuredOf(id)?.fields[name]
      if (elsewhere) throw setElsewhere(name, elsewhere.origin, elsewhere.source)
    }
  }

  return {
    async list() {
      const page = await ofPage()
      const ids = new Set([...configured.map(({ id }) => id), ...page.keys()])
      return [...ids].map((id) => merged(id, page.get(id)))
    },
    get,

    async create(id, changes, actor, reason) {
      const change = await turn(id, { actor, reason }, (now) => {
        if (now) throw new AppError('conflict', 'provider-exists', `There is a provider "${id}" already.`)
        return withChanges({}, changes)
      })
      return { provider: await get(id), change }
    },

    async change(id, changes, actor, reason) {
      const given = Object.entries(changes).filter(([, value]) => value !== null && value !== undefined)
      refuseWhatIsSetElsewhere(
        id,
        given.map(([name]) => name),
      )
      const change = await turn(id, { actor, reason }, (now) => {
        if (!now) throw notFound(id)
        return withChanges(now, changes)
      })
      return { provider: await get(id), change }
    },

    async remove(id, actor, reason) {
      if (configuredOf(id)) throw setElsewhere(`The provider "${id}"`, id === 'default' ? 'environment' : 'file')
      const change = await turn(id, { actor, reason }, (now) => {
        if (!now) throw notFound(id)
        return null
      })
      return change as number
    },

    async changes(id) {
      const all = await history.of(id)
      if (all.length === 0) await get(id)
      const page = await ofPage()
      const now = page.get(id) ?? (configuredOf(id) ? {} : null)
      return all.map((each) => ({ ...each, obstacle: obstacleToUndo(each, now) }))
    },

    async removed() {
      const there = new Set([...configured.map(({ id }) => id), ...(await ofPage()).keys()])
      return (await history.removals()).filter(({ provider }) => !there.has(provider) && there.add(provider))
    },

    async undo(id, number, actor) {
      const undoing = await history.get(id, number)
      refuseWhatIsSetElsewhere(id, Object.keys({ ...undoing.before, ...undoing.after }))
      let isGone = false
      const change = await turn(id, { actor, undoes: number }, (now) => {
        const obstacle = obstacleToUndo(undoing, now)
        if (obstacle) throw new AppError('conflict', 'change-overtaken', obstacle)
        const after = undone(undoing, now)
        isGone = after === null
        return after
      })
      return { provider: isGone ? null : await get(id), change }
    },
  }
}

const notFound = (id: string) => new AppError('not-found', 'provider-not-found', `There is no provider "${id}".`)

const setElsewhere = (what: string, origin: Origin, source?: string) =>
  new AppError(
    'conflict',
    'set-elsewhere',
    origin === 'environment'
      ? `${what} is set by ${source ?? "the server's environment"}. Change it there, or unset it there to set it here.`
      : `${what} is set by ${source ?? 'the configuration file'}. Change it there, or take it out to set it here.`,
  )
