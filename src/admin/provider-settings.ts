import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Events } from '../base/events.ts'
import { Secret } from '../base/secret.ts'
import type { ServerKey } from '../base/server-key.ts'
import { insertIfAbsent } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'

export type Origin = 'environment' | 'file' | 'page'

/** What is set of a provider, by the names of the configuration file, and where. */
export interface SettledProvider {
  id: string
  fields: Record<string, { value: unknown; origin: Origin } | undefined>
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

/** By field; null takes back what the page had set. */
export type ProviderChanges = Record<string, unknown>

/** Providers as they are at this moment: nothing is remembered, so a change works at once, on every replica. */
export interface ProviderSettingsStore {
  list(): Promise<SettledProvider[]>
  /** Throws AppError `provider-not-found`. */
  get(id: string): Promise<SettledProvider>
  /** Throws `provider-exists`. */
  create(id: string, changes: ProviderChanges, actor: string): Promise<SettledProvider>
  /** Throws `set-elsewhere` for a field that the environment or the file holds; then nothing is changed. */
  change(id: string, changes: ProviderChanges, actor: string): Promise<SettledProvider>
  /** Throws `set-elsewhere` for a provider of the environment or the file. */
  remove(id: string, actor: string): Promise<void>
}

const prefix = 'provider:'
const purpose = 'provider-secret'
const secretField = 'clientSecret'

export function createProviderSettings(parts: ProviderSettingsParts): ProviderSettingsStore {
  const { db, clock, key, events, configured } = parts
  const audit = (action: string, actor: string, id: string, fields: string[]) =>
    events.emit('audited', { action, actor, subject: `provider ${id}`, facts: { fields } })
  const isConfigured = (id: string) => configured.some((each) => each.id === id)

  /** What the page has set, by provider. The secret is sealed in the table. */
  const ofPage = async (): Promise<Map<string, ProviderChanges>> => {
    const rows = db.selectFrom('setting').select(['name', 'value']).where('name', 'like', `${prefix}%`).orderBy('name')
    const entries = (await rows.execute()).map(({ name, value }): [string, ProviderChanges] => {
      const fields = JSON.parse(value) as ProviderChanges
      const sealed = fields[secretField]
      if (typeof sealed !== 'string') return [name.slice(prefix.length), fields]
      const secret = key.unseal(purpose, sealed)
      return [name.slice(prefix.length), { ...fields, [secretField]: secret === null ? null : new Secret(secret) }]
    })
    return new Map(entries)
  }

  const merged = (id: string, page: ProviderChanges = {}): SettledProvider => {
    const known = configured.find((each) => each.id === id)
    const set = Object.entries(page).filter(([, value]) => value !== null)
    const fields = Object.fromEntries(set.map(([name, value]) => [name, { value, origin: 'page' as const }]))
    return { id, fields: { ...fields, ...known?.fields }, findings: known?.findings ?? [] }
  }

  const rowOf = (id: string, fields: ProviderChanges, actor: string) => {
    const kept = Object.entries(fields)
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value]) => [name, name === secretField ? key.seal(purpose, revealed(value)) : value])
    const value = JSON.stringify(Object.fromEntries(kept))
    return { name: prefix + id, value, changed_at: clock.now(), changed_by: actor }
  }

  const get = async (id: string): Promise<SettledProvider> => {
    const page = await ofPage()
    if (!page.has(id) && !isConfigured(id)) throw notFound(id)
    return merged(id, page.get(id))
  }

  return {
    async list() {
      const page = await ofPage()
      const ids = new Set([...configured.map(({ id }) => id), ...page.keys()])
      return [...ids].map((id) => merged(id, page.get(id)))
    },
    get,

    async create(id, changes, actor) {
      if (isConfigured(id) || !(await insertIfAbsent(db, 'setting', rowOf(id, changes, actor))))
        throw new AppError('conflict', 'provider-exists', `There is a provider "${id}" already.`)
      audit('provider-created', actor, id, Object.keys(changes))
      return get(id)
    },

    async change(id, changes, actor) {
      const before = await get(id)
      for (const name of Object.keys(changes)) {
        const origin = before.fields[name]?.origin
        if (origin === 'environment' || origin === 'file') throw setElsewhere(name, origin)
      }
      const row = rowOf(id, { ...(await ofPage()).get(id), ...changes }, actor)
      const { name, ...values } = row
      if (!(await insertIfAbsent(db, 'setting', row)))
        await db.updateTable('setting').set(values).where('name', '=', name).execute()
      audit('provider-changed', actor, id, Object.keys(changes))
      return get(id)
    },

    async remove(id, actor) {
      await get(id)
      if (isConfigured(id)) throw setElsewhere(`The provider "${id}"`, id === 'default' ? 'environment' : 'file')
      await db
        .deleteFrom('setting')
        .where('name', '=', prefix + id)
        .execute()
      audit('provider-deleted', actor, id, [])
    },
  }
}

const revealed = (value: unknown): string => (value instanceof Secret ? value.reveal() : String(value))

const notFound = (id: string) => new AppError('not-found', 'provider-not-found', `There is no provider "${id}".`)

const setElsewhere = (what: string, origin: Origin) =>
  new AppError(
    'conflict',
    'set-elsewhere',
    origin === 'environment'
      ? `${what} is set by the server's environment. Change it there, or unset it there to set it here.`
      : `${what} is set by the configuration file. Change it there, or take it out to set it here.`,
  )
