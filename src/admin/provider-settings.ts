import { AppError } from '../base/errors.ts'
import { createPageProviders, type PageProvidersParts } from './page-providers.ts'
import { type PageValues, withChanges } from './page-values.ts'
import { obstacleToUndo, type ProviderChange, undone } from './provider-changes.ts'

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

export interface ProviderSettingsParts extends PageProvidersParts {
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

export function createProviderSettings({ configured, ...parts }: ProviderSettingsParts): ProviderSettingsStore {
  const page = createPageProviders(parts)
  const { history } = page
  const configuredOf = (id: string) => configured.find((each) => each.id === id)
  /** Of a provider that the environment or the file names, the page has set nothing yet; any other is not there. */
  const withoutRow = (id: string): PageValues | null => (configuredOf(id) ? {} : null)

  const merged = (id: string, values: PageValues = {}): SettledProvider => {
    const known = configuredOf(id)
    const set = Object.entries(values).map(([name, value]) => [name, { value, origin: 'page' as const }])
    const overridden = Object.fromEntries(Object.entries(values).filter(([name]) => known?.fields[name]))
    return { id, fields: { ...Object.fromEntries(set), ...known?.fields }, overridden, findings: known?.findings ?? [] }
  }

  const get = async (id: string): Promise<SettledProvider> => {
    const values = (await page.all()).get(id) ?? withoutRow(id)
    if (!values) throw notFound(id)
    return merged(id, values)
  }

  const refuseWhatIsSetElsewhere = (id: string, names: string[]) => {
    for (const name of names) {
      const elsewhere = configuredOf(id)?.fields[name]
      if (elsewhere) throw setElsewhere(name, elsewhere.origin, elsewhere.source)
    }
  }

  return {
    async list() {
      const set = await page.all()
      const ids = new Set([...configured.map(({ id }) => id), ...set.keys()])
      return [...ids].map((id) => merged(id, set.get(id)))
    },
    get,

    async create(id, changes, actor, reason) {
      const change = await page.turn(id, { actor, reason }, withoutRow(id), (now) => {
        if (now) throw new AppError('conflict', 'provider-exists', `There is a provider "${id}" already.`)
        return withChanges({}, changes)
      })
      return { provider: await get(id), change }
    },

    async change(id, changes, actor, reason) {
      const given = Object.keys(changes).filter((name) => (changes[name] ?? null) !== null)
      refuseWhatIsSetElsewhere(id, given)
      const change = await page.turn(id, { actor, reason }, withoutRow(id), (now) => {
        if (!now) throw notFound(id)
        return withChanges(now, changes)
      })
      return { provider: await get(id), change }
    },

    async remove(id, actor, reason) {
      if (configuredOf(id)) throw setElsewhere(`The provider "${id}"`, id === 'default' ? 'environment' : 'file')
      const change = await page.turn(id, { actor, reason }, withoutRow(id), (now) => {
        if (!now) throw notFound(id)
        return null
      })
      return change as number
    },

    async changes(id) {
      const all = await history.of(id)
      if (all.length === 0) await get(id)
      const now = (await page.all()).get(id) ?? withoutRow(id)
      return all.map((each) => ({ ...each, obstacle: obstacleToUndo(each, now) }))
    },

    async removed() {
      const there = new Set([...configured.map(({ id }) => id), ...(await page.all()).keys()])
      return (await history.removals()).filter(({ provider }) => !there.has(provider) && there.add(provider))
    },

    async undo(id, number, actor) {
      const undoing = await history.get(id, number)
      refuseWhatIsSetElsewhere(id, Object.keys({ ...undoing.before, ...undoing.after }))
      let isGone = false
      const change = await page.turn(id, { actor, undoes: number }, withoutRow(id), (now) => {
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
