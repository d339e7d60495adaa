import { type Accounts, type BreakGlassAccount, requireSsoSetting } from '../accounts/index.ts'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Events } from '../base/events.ts'
import { isComplete, type ProviderDirectory } from '../sso/index.ts'
import { insertOrUpdate } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { PassedTest, PassedTests } from './passed-tests.ts'

/** What stands in the way of relying on single sign-on alone: a code of the catalogue, and what exactly is missing. */
export interface SsoOnlyObstacle {
  code: 'sso-only-lockout' | 'break-glass-unusable'
  detail: string
}

export interface RequireSsoState {
  isOn: boolean
  /** Who switched it last, and when; null where nobody ever did. */
  changed: { at: number; by: string } | null
  /** While LOCAL_RESTORE is set, passwords work whatever is switched on. */
  isSuspended: boolean
  providers: { id: string; name: string; isComplete: boolean; test: PassedTest | null }[]
  breakGlass: BreakGlassAccount[]
  /** Empty where it can be switched on, or is on safely. */
  obstacles: SsoOnlyObstacle[]
}

/** Passwords switched off for everybody but break-glass accounts. API keys go on working. */
export interface RequireSso {
  /** Whether passwords are refused now. */
  isInForce(): Promise<boolean>
  state(): Promise<RequireSsoState>
  /**
   * Ends all sessions that began with a password, but those of break-glass accounts. Throws AppError with the code of the first obstacle
   * and a sentence on all of them.
   */
  switchOn(actor: string): Promise<void>
  switchOff(actor: string): Promise<void>
}

export interface RequireSsoParts {
  db: AppDb
  clock: Clock
  events: Events
  accounts: Pick<Accounts, 'breakGlass' | 'sessions'>
  providers: Pick<ProviderDirectory, 'list'>
  passed: Pick<PassedTests, 'of'>
  /** LOCAL_RESTORE. */
  isSuspended: boolean
}

const name = requireSsoSetting

export function createRequireSso(parts: RequireSsoParts): RequireSso {
  const { db, clock, events, accounts, providers, passed, isSuspended } = parts
  const kept = () =>
    db.selectFrom('setting').select(['value', 'changed_at', 'changed_by']).where('name', '=', name).executeTakeFirst()
  const isOn = (row: Awaited<ReturnType<typeof kept>>) => row?.value === 'true'

  const write = async (on: boolean, actor: string) => {
    const values = { value: JSON.stringify(on), changed_at: clock.now(), changed_by: actor }
    await insertOrUpdate(db, 'setting', { name, ...values }, ['name'], values)
    const action = on ? 'sso-required' : 'sso-not-required'
    events.emit('audited', { action, actor, subject: 'settings', facts: {} })
  }

  const state = async (): Promise<RequireSsoState> => {
    const [row, list, breakGlass] = await Promise.all([kept(), providers.list(), accounts.breakGlass.list()])
    const tested = list.map(async (each) => ({
      id: each.id,
      name: each.name,
      isComplete: isComplete(each),
      test: await passed.of(each),
    }))
    const shown = await Promise.all(tested)
    return {
      isOn: isOn(row),
      changed: row ? { at: row.changed_at, by: row.changed_by } : null,
      isSuspended,
      providers: shown,
      breakGlass,
      obstacles: [...untested(shown), ...noWayBack(breakGlass)],
    }
  }

  return {
    state,
    isInForce: async () => !isSuspended && isOn(await kept()),
    async switchOn(actor) {
      const { obstacles } = await state()
      const [first] = obstacles
      if (first) {
        const why = obstacles.map(({ detail }) => detail).join('; and ')
        throw new AppError('conflict', first.code, `Single sign-on cannot be required yet: ${why}.`)
      }
      await write(true, actor)
      await accounts.sessions.endOfPasswords()
    },
    switchOff: (actor) => write(false, actor),
  }
}

/** One provider that is known to work as it is set is enough. */
function untested(providers: RequireSsoState['providers']): SsoOnlyObstacle[] {
  const obstacle = (detail: string): SsoOnlyObstacle[] => [{ code: 'sso-only-lockout', detail }]
  const complete = providers.filter((each) => each.isComplete)
  if (complete.length === 0) return obstacle('no identity provider is set up')
  if (complete.some(({ test }) => test?.isCurrent)) return []
  const changed = complete.filter(({ test }) => test !== null)
  const names = (list: typeof complete) => list.map((each) => `"${each.name}"`).join(', ')
  return changed.length > 0
    ? obstacle(`the settings of ${names(changed)} were changed since a test of the sign-in passed`)
    : obstacle(`no test of the sign-in at ${names(complete)} has passed`)
}

function noWayBack(breakGlass: BreakGlassAccount[]): SsoOnlyObstacle[] {
  if (breakGlass.some(({ obstacle }) => obstacle === null)) return []
  const why = breakGlass.map(({ obstacle }) => obstacle).join(', ')
  return [{ code: 'break-glass-unusable', detail: why === '' ? 'there is no break-glass account' : why }]
}
