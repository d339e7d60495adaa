import type { ExpressionBuilder } from 'kysely'
import { createMinuteTurn } from '../base/clock.ts'
import type { AttemptOutcome, AttemptRecord, FaultCode, SignInStore } from '../sso/index.ts'
import { insertIfAbsent, insertOrUpdate } from '../storage/sql/portable.ts'
import type { AppSchema } from '../storage/sql/schema.ts'
import type { SignInAttemptTable } from '../storage/sql/tables/admin.ts'
import { createSignInStates, hashOf, type SignInAttemptParts } from './sign-in-states.ts'

const attemptsKeptFor = 30 * 24 * 60 * 60_000
const mostAttempts = 100_000
const listLimit = 500

/** Which attempts; those that fit all that is said. */
export interface AttemptFilter {
  code?: string | undefined
  provider?: string | undefined
  /** To the letter. */
  username?: string | undefined
  outcome?: AttemptOutcome | undefined
  /** An attempt's id, or a piece of a name or of a code. */
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

export interface SignInAttempts extends SignInStore {
  /** Newest first, 500 where nothing else is said. */
  list(filter?: AttemptFilter, page?: { after?: AttemptPlace | undefined; limit?: number }): Promise<AttemptRecord[]>
  /** Those that did not go well, by what ended them: the most frequent first. */
  causes(filter?: AttemptFilter): Promise<AttemptCause[]>
  /**
   * Marks what has been pending since before then as never returned, and gives what was marked, at most 500: of several servers that ask
   * at the same time one gets each.
   */
  giveUp(before: number): Promise<AttemptRecord[]>
  /** Marks this one, whatever its age; null where it is pending no more. */
  giveUpOn(attemptId: string): Promise<AttemptRecord | null>
  /** As `save`, of one that never returned, and only if it has not come back meanwhile. */
  saveUnreturned(record: AttemptRecord): Promise<void>
  /** The sign-in that this browser began last, where its answer has not come and can still come. */
  lastBegunBy(browser: string): Promise<AttemptRecord | null>
  /** How many of the kept attempts ended how. */
  tally(): Promise<{ outcome: AttemptRecord['outcome']; code: string | null; attempts: number }[]>
}

/** Attempt records, what is pending, and what was learned of providers, in SQL. */
export function createSignInAttempts(parts: SignInAttemptParts): SignInAttempts {
  const { db, clock } = parts
  const states = createSignInStates(parts)
  const isTimeToTidy = createMinuteTurn(clock)
  /** Strangers make attempts: they are kept for a month, and no more than so many. */
  const tidy = async () => {
    const beyond = await db
      .selectFrom('sign_in_attempt')
      .select('started_at')
      .orderBy('started_at', 'desc')
      .offset(mostAttempts)
      .limit(1)
      .executeTakeFirst()
    const oldest = Math.max(clock.now() - attemptsKeptFor, (beyond?.started_at ?? 0) + 1)
    await db.deleteFrom('sign_in_attempt').where('started_at', '<', oldest).execute()
  }
  const load = async (attemptId: string): Promise<AttemptRecord | null> => {
    const row = await db.selectFrom('sign_in_attempt').selectAll().where('id', '=', attemptId).executeTakeFirst()
    return row ? recordOf(row) : null
  }

  const giveUpOn = async (attemptId: string): Promise<AttemptRecord | null> => {
    const { numUpdatedRows } = await db
      .updateTable('sign_in_attempt')
      .set({ outcome: 'never-returned', ended_at: clock.now() })
      .where('id', '=', attemptId)
      .where('outcome', '=', 'pending')
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n ? load(attemptId) : null
  }

  return {
    keep: states.keep,
    take: states.take,

    async save(record) {
      if (isTimeToTidy()) await tidy()
      const row = rowOf(record)
      const { id: _, ...changes } = row
      await insertOrUpdate(db, 'sign_in_attempt', row, ['id'], changes)
    },

    load,

    async list(filter = {}, { after, limit = listLimit } = {}) {
      const chosen = db.selectFrom('sign_in_attempt').selectAll().where(fits(filter))
      const further = after ? chosen.where(isAfter(after)) : chosen
      const rows = further.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit)
      return (await rows.execute()).map(recordOf)
    },

    async causes(filter = {}) {
      const rows = await db
        .selectFrom('sign_in_attempt')
        .select(['outcome', 'code', 'provider'])
        .select((eb) => [eb.fn.countAll<number>().as('attempts'), eb.fn.max('started_at').as('last')])
        .where(fits(filter))
        .where('outcome', 'in', ['failed', 'never-returned'])
        .groupBy(['outcome', 'code', 'provider'])
        .execute()
      return byCause(rows.map((row) => ({ ...row, attempts: Number(row.attempts), last: Number(row.last) })))
    },

    async giveUp(before) {
      const rows = await db
        .selectFrom('sign_in_attempt')
        .select('id')
        .where('outcome', '=', 'pending')
        .where('started_at', '<', before)
        .orderBy('started_at')
        .limit(listLimit)
        .execute()
      const marked = await Promise.all(rows.map(({ id }) => giveUpOn(id)))
      return marked.filter((each) => each !== null)
    },
    giveUpOn,

    async saveUnreturned(record) {
      const { id: _, ...changes } = rowOf(record)
      await db
        .updateTable('sign_in_attempt')
        .set(changes)
        .where('id', '=', record.id)
        .where('outcome', '=', 'never-returned')
        .execute()
    },

    async lastBegunBy(browser) {
      const state = await states.newestOf(browser)
      if (state === null || state.isOver) return null
      const record = await load(state.attemptId)
      // Of a test its administrator is told where it was begun.
      if (record && isTest(record)) return null
      return record && (record.outcome === 'pending' || record.outcome === 'never-returned') ? record : null
    },

    async tally() {
      const rows = await db
        .selectFrom('sign_in_attempt')
        .select(['outcome', 'code', (eb) => eb.fn.countAll<number>().as('attempts')])
        .groupBy(['outcome', 'code'])
        .execute()
      return rows.map((row) => ({ ...row, attempts: Number(row.attempts) }))
    },

    async seeOnce(provider, id, until) {
      await db.deleteFrom('logout_token').where('expires_at', '<', clock.now()).execute()
      return insertIfAbsent(db, 'logout_token', { provider, id_hash: hashOf(id), expires_at: until })
    },

    async recall(provider, name) {
      const row = await db
        .selectFrom('provider_memory')
        .select('value')
        .where('provider', '=', provider)
        .where('name', '=', hashOf(name))
        .executeTakeFirst()
      return row ? JSON.parse(row.value) : null
    },

    async remember(provider, name, value) {
      const changes = { value: JSON.stringify(value), changed_at: clock.now() }
      const row = { provider, name: hashOf(name), ...changes }
      await insertOrUpdate(db, 'provider_memory', row, ['provider', 'name'], changes)
    },
  }
}

type Expressions = ExpressionBuilder<AppSchema, 'sign_in_attempt'>

function fits(filter: AttemptFilter) {
  const { code, provider, username, outcome, search, since, until } = filter
  return (eb: Expressions) =>
    eb.and([
      ...(code === undefined ? [] : [eb('code', '=', code)]),
      ...(provider === undefined ? [] : [eb('provider', '=', provider)]),
      ...(username === undefined ? [] : [eb('username', '=', username)]),
      ...(outcome === undefined ? [] : [eb('outcome', '=', outcome)]),
      ...(since === undefined ? [] : [eb('started_at', '>=', since)]),
      ...(until === undefined ? [] : [eb('started_at', '<', until)]),
      ...(search === undefined ? [] : [matches(eb, search)]),
    ])
}

/** What stands for anything in LIKE (`%`, `_`) stands for itself here, in both databases: no name and no code has any of them. */
function matches(eb: Expressions, search: string) {
  const piece = `%${search.replace(/[%_\\]/g, '')}%`
  return eb.or([eb('id', '=', search), eb('username', 'like', piece), eb('code', 'like', piece)])
}

const isAfter =
  ({ startedAt, id }: AttemptPlace) =>
  (eb: Expressions) =>
    eb.or([eb('started_at', '<', startedAt), eb.and([eb('started_at', '=', startedAt), eb('id', '<', id)])])

type Counted = Pick<AttemptCause, 'outcome' | 'code' | 'attempts'> & { provider: string; last: number }

function byCause(rows: Counted[]): AttemptCause[] {
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

const rowOf = (record: AttemptRecord): SignInAttemptTable => ({
  id: record.id,
  provider: record.provider.slice(0, 191),
  started_at: record.startedAt,
  ended_at: record.endedAt,
  outcome: record.outcome,
  code: record.code,
  username: record.username,
  stages: JSON.stringify(record.stages),
  evidence: JSON.stringify(record.evidence),
  mend: JSON.stringify(record.mend),
})

const recordOf = (row: SignInAttemptTable): AttemptRecord => ({
  id: row.id,
  provider: row.provider,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  outcome: row.outcome,
  code: row.code as FaultCode | null,
  username: row.username,
  stages: JSON.parse(row.stages),
  evidence: JSON.parse(row.evidence),
  mend: JSON.parse(row.mend),
})

/** Whether an administrator tried it out with settings that may be other ones than those that are set. */
const isTest = ({ evidence }: AttemptRecord): boolean => evidence['test'] !== undefined
